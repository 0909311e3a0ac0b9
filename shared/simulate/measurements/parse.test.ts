import { describe, expect, it } from 'vitest'
import { parseMeasured } from './parse.ts'
import { explainMeasuredError, type MeasuredResult } from './result.ts'
import { FIO, IPERF3, IPERF3_BIDIR, IPERF3_UDP, TESTPMD, TREX } from './test-outputs.ts'

const results = (text: string): readonly MeasuredResult[] => {
  const parsed = parseMeasured(text)
  if (!parsed.ok) throw new Error(explainMeasuredError(parsed.error))
  return parsed.value
}

const lines = (text: string): readonly string[] =>
  results(text).map(
    ({ metric, value, unit, context }) =>
      `${metric} ${Number(value.toPrecision(5))} ${unit} | ${context.layer ?? '-'} | ${context.scope} | ${context.what}`
  )

const errorOf = (text: string): string => {
  const parsed = parseMeasured(text)
  if (parsed.ok) throw new Error('it was understood')
  return explainMeasuredError(parsed.error)
}

describe('iperf3 -J', () => {
  it('tells what the receiver got, not what the sender sent', () => {
    expect(lines(IPERF3)).toEqual([
      'throughput 9.4068 Gb/s | payload | all | 4 TCP streams, client to server'
    ])
  })

  it('says which way a reversed test went', () => {
    expect(lines(IPERF3.replace('"reverse":\t0', '"reverse":\t1'))[0]).toContain('server to client')
  })

  it('tells loss of UDP beside the throughput', () => {
    expect(lines(IPERF3_UDP)).toEqual([
      'throughput 0.99862 Gb/s | payload | all | 1 UDP stream, client to server',
      'loss 0.0012 1 | - | all | 1 UDP stream'
    ])
  })

  it('keeps the two ways of a bidirectional test apart', () => {
    expect(lines(IPERF3_BIDIR)).toEqual([
      'throughput 9.2 Gb/s | payload | part | 1 TCP stream, client to server',
      'throughput 8.1 Gb/s | payload | part | 1 TCP stream, server to client'
    ])
  })

  it.each([
    [
      '{"start":{},"intervals":[],"end":{},"error":"unable to connect to server: Connection refused"}',
      'iperf3 itself failed: unable to connect to server: Connection refused'
    ],
    ['{"start":{"test_start":{"protocol":"TCP","num_streams":1}},"end":{}}', 'iperf3: end: no sum_received'],
    [
      '{"end":{"sum_received":{"bits_per_second":"fast"}}}',
      'iperf3: end.sum_received.bits_per_second: Invalid type: Expected number but received "fast"'
    ],
    ['{"end":{"sum_received":{"bits_per_second":0}}}', 'iperf3: the receiver got nothing']
  ])('%s is refused', (text, message) => {
    expect(errorOf(text)).toBe(message)
  })

  it('a file that was cut off is no JSON', () => {
    expect(errorOf(IPERF3.slice(0, -40))).toMatch(/^not the JSON of iperf3: /)
  })
})

describe('statistics of TRex', () => {
  it('are rates of all ports, then of each, and the mean of latency streams', () => {
    expect(lines(TREX)).toEqual([
      'frame-rate 10.002 Mpps | - | all | all ports, received',
      'throughput 5.121 Gb/s | frame | all | all ports, received',
      'loss 0.0002 1 | - | all | all ports, received',
      'frame-rate 10.002 Mpps | - | part | port 1, received',
      'latency-mean 16.3 us | - | all | latency stream 5'
    ])
  })

  it('without a frame that came back are no measurement', () => {
    expect(errorOf(TREX.replaceAll(/"rx_pps": [\d.]+/g, '"rx_pps": 0'))).toMatch(/no frame came back/)
  })

  it('need a total', () => {
    expect(errorOf('{"0": {"rx_pps": 1, "rx_bps": 1}}')).toMatch(/^trex: total: /)
  })
})

describe('port statistics of testpmd', () => {
  it('of a forwarder are what it sends, in the last block of each port', () => {
    expect(lines(TESTPMD)).toEqual([
      'frame-rate 29.747 Mpps | - | all | 2 ports, sent',
      'frame-rate 14.881 Mpps | - | part | port 0, sent',
      'frame-rate 14.866 Mpps | - | part | port 1, sent'
    ])
  })

  it('of a sink are what it receives', () => {
    const sink = TESTPMD.replaceAll(/Tx-pps: +\d+/g, 'Tx-pps:            0')
    expect(lines(sink)[0]).toBe('frame-rate 29.762 Mpps | - | all | 2 ports, received')
  })

  it('that were shown once have no rates yet', () => {
    expect(errorOf(TESTPMD.replaceAll(/x-pps: +\d+/g, 'x-pps:            0'))).toMatch(
      /show the statistics twice/
    )
  })

  it('of an old testpmd without rates are refused', () => {
    expect(errorOf(TESTPMD.replaceAll(/^.*x-pps.*$/gm, ''))).toMatch(/^testpmd: port 0: no Rx-pps/)
  })

  it('survive a serial console', () => {
    expect(lines(TESTPMD.replaceAll('\n', '\r\n'))[0]).toContain('29.747')
  })
})

describe('fio --output-format=json', () => {
  it('is summed over jobs by direction, latencies weighted by I/Os', () => {
    expect(lines(FIO)).toEqual([
      'throughput 12.8 Gb/s | payload | all | 2 jobs, read',
      'io-rate 390.63 k/s | - | all | 2 jobs, read',
      'latency-mean 175 us | - | all | 2 jobs, read',
      'throughput 0.8 Gb/s | payload | all | log, write',
      'io-rate 24.414 k/s | - | all | log, write',
      'latency-mean 40 us | - | all | log, write',
      'latency-p50 38.144 us | - | all | log, write',
      'latency-p99 91.648 us | - | all | log, write',
      'latency-p99.9 152.58 us | - | all | log, write'
    ])
  })

  it('is read behind the warnings that fio writes before it', () => {
    expect(lines(`fio: this platform does not support process shared mutexes\n${FIO}`)).toHaveLength(9)
  })

  it('of a job that failed is refused', () => {
    expect(errorOf(FIO.replace('"error" : 0', '"error" : 22'))).toBe(
      'fio itself failed: job randread ended with error 22'
    )
  })
})

describe('anything else', () => {
  it.each(['', 'hello', '{}', '[1,2]', '{"schemaVersion":1}'])(
    '%j is no measurement that is known',
    (text) => {
      expect(errorOf(text)).toMatch(/^neither the JSON of iperf3/)
    }
  )
})
