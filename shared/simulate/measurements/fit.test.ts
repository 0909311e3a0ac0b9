import { describe, expect, it } from 'vitest'
import { defaultValues, withOverrides } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import type { LayoutFunction, LayoutScenario } from '../layout/layout.ts'
import { formatPresetFile, parsePresetFile } from '../scenario/preset-file.ts'
import { run } from '../run/run.ts'
import type { MechanismScenario, Scenario } from '../scenario/scenario.ts'
import { compare } from './compare.ts'
import { explainFitError, fit, type Fit } from './fit.ts'
import { predictedMetrics, predictedOfRun } from './predicted.ts'
import { measured, type MeasuredResult } from './result.ts'

const rate = (mpps: number): MeasuredResult =>
  measured('testpmd', 'frame-rate', mpps, { layer: null, scope: 'all', what: 'port 0, sent' })
const goodput = (gbps: number): MeasuredResult =>
  measured('iperf3', 'throughput', gbps, { layer: 'payload', scope: 'all', what: '1 TCP stream' })
const delay = (us: number): MeasuredResult =>
  measured('trex', 'latency-mean', us, { layer: null, scope: 'all', what: 'latency stream 5' })

const layout = (changes: Partial<LayoutFunction>, nic: 'e810' | '82599' = '82599'): LayoutScenario => ({
  kind: 'layout',
  hosts: [
    {
      id: 'h',
      coreGhz: 2.6,
      iommuPageBytes: 2 ** 21,
      switchCores: 1,
      ports: [
        { id: 'p', label: 'port', nic, wireGbps: nic === 'e810' ? 100 : 10, link: null, linkNumber: 0 }
      ],
      vms: [
        {
          id: 'vm',
          vcpus: 8,
          functions: [
            {
              port: 'p',
              method: 'virtio',
              backend: 'vhost-net',
              traffic: { direction: 'out', frameBytes: 1518, offeredMpps: null, style: 'stream', flows: 1 },
              maxMbps: 0,
              minMbps: 0,
              weight: 1,
              ...changes
            }
          ]
        }
      ]
    }
  ]
})

const frames = { direction: 'out', frameBytes: 64, offeredMpps: null, style: 'frames', flows: 10 } as const

const ovs: MechanismScenario = {
  kind: 'switch',
  switch: 'ovs-dpdk',
  cpu: 'xeon-e5-2690v4',
  cores: 1,
  frameBytes: 64,
  wireGbps: 10,
  flows: 1000,
  chainLength: 1,
  parallel: 1
}

const fitted = (scenario: Scenario, result: MeasuredResult): Fit => {
  const answer = fit(scenario, [result], defaultValues)
  if (!answer.ok) throw new Error(explainFitError(answer.error))
  return answer.value
}

const refusal = (scenario: Scenario, result: MeasuredResult): string => {
  const answer = fit(scenario, [result], defaultValues)
  if (answer.ok) throw new Error('it was fitted')
  return explainFitError(answer.error)
}

describe('a measurement beside a prediction', () => {
  it('is compared with what counts the same bytes', () => {
    const predictions = predictedMetrics(estimate(layout({ method: 'sriov' })))
    const [payload, whole] = compare(
      [
        goodput(9.41),
        measured('trex', 'throughput', 9.87, { layer: 'frame', scope: 'all', what: 'all ports, received' })
      ],
      predictions
    )
    expect(payload?.predicted?.band.value).toBeCloseTo((10 * 1460) / 1538, 6)
    expect(whole?.predicted?.band.value).toBeCloseTo((10 * 1518) / 1538, 6)
    expect(payload?.error).toBeCloseTo(0.0088, 3)
    expect(payload?.isInRange).toBe(true)
  })

  it('has no error where the scenario says nothing about it', () => {
    const [only] = compare([delay(10)], predictedMetrics(estimate(ovs)))
    expect(only).toMatchObject({ predicted: null, error: null, isInRange: null })
  })

  it('of one port is not taken for that of all', () => {
    const port = measured('testpmd', 'frame-rate', 14.8, { layer: null, scope: 'part', what: 'port 0, sent' })
    const scenario = {
      kind: 'frame-rate',
      nic: 'x710',
      method: 'direct',
      frameBytes: 64,
      ports: 2,
      queues: 2
    } as const
    const [only] = compare([port], predictedMetrics(estimate(scenario)))
    expect(only?.predicted?.band.value).toBeCloseTo(14.88, 2)
  })

  it('of latency is compared with the percentiles of a run', () => {
    const scenario = layout({ method: 'sriov', traffic: { ...frames, offeredMpps: 5 } })
    const report = run(scenario, { seed: 1, durationNs: 2_000_000, warmUpNs: 0 })
    const p99 = measured('trex', 'latency-p99', 1, { layer: null, scope: 'all', what: 'x' })
    const [low, high] = compare([delay(1), p99], predictedOfRun(scenario, report))
    expect(low?.predicted?.band.value).toBeGreaterThan(0)
    expect(high?.predicted?.band.value).toBeGreaterThan(low?.predicted?.band.value ?? Infinity)
  })
})

describe('fitting', () => {
  it.each<readonly [string, Scenario, MeasuredResult, readonly string[]]>([
    ['a stream through vhost-net', layout({}), goodput(7.5), ['vhostNet.streamGbps']],
    ['small frames through the kernel', layout({ traffic: frames }), rate(1.1), ['kernelSwitch.frameCycles']],
    [
      'OVS-DPDK',
      ovs,
      rate(2.9),
      ['ovsDpdk.flows10', 'ovsDpdk.flows1k', 'ovsDpdk.flows100k', 'ovsDpdk.flows1m']
    ],
    ['VPP', { ...ovs, switch: 'vpp', cpu: 'xeon-6150', chainLength: 4 }, rate(1.6), ['vpp.machineFactor']],
    [
      'a VF of a NIC without a published rate',
      { kind: 'frame-rate', nic: 'e810', method: 'sriov', frameBytes: 64, ports: 1, queues: 1 },
      rate(22),
      ['nic.vfQueueMpps']
    ],
    [
      'the same in a layout',
      layout({ method: 'sriov', traffic: frames }, 'e810'),
      rate(22),
      ['nic.vfQueueMpps']
    ],
    ['streams of a VF below its wire', layout({ method: 'sriov' }), goodput(5), ['guest.streamGbpsPerVcpu']],
    [
      'streams that come in to a whole port',
      layout(
        {
          method: 'direct',
          traffic: { direction: 'in', frameBytes: 1518, offeredMpps: null, style: 'stream', flows: 8 }
        },
        'e810'
      ),
      goodput(60),
      ['guest.streamGbpsPerVcpu']
    ],
    [
      'a poll-mode core',
      { kind: 'poll-forward', cpu: 'xeon-e3-1230v2', burst: 32, nicMpps: null },
      rate(20),
      ['pmd.frameCycles', 'pmd.burstCycles']
    ],
    [
      'latency of a VF',
      { kind: 'latency', path: 'sriov', nic: '82599', cpu: 'xeon-e5-2667v3', offeredMpps: 5 },
      delay(14),
      ['lat.pollBase']
    ]
  ])('%s reproduces what was measured', (_what, scenario, result, ids) => {
    const { parameters, after, before } = fitted(scenario, result)
    expect(Object.keys(parameters)).toEqual(ids)
    expect(before).not.toBeCloseTo(result.value, 2)
    expect(after).toBeCloseTo(result.value, 4)
    // The preset alone, read back from its file, predicts the same.
    const file = parsePresetFile(formatPresetFile('a host', parameters))
    if (!file.ok) throw new Error(file.error)
    const again = compare([result], predictedMetrics(estimate(scenario, withOverrides(file.value))))
    expect(again[0]?.error).toBeCloseTo(0, 4)
  })

  it('tells when an input had to leave its valid range', () => {
    expect(fitted(layout({}), goodput(1)).outOfRange).toEqual(['vhostNet.streamGbps'])
    expect(fitted(layout({}), goodput(8.2)).outOfRange).toEqual([])
  })

  it('leaves a wire as it is, and a demand', () => {
    expect(refusal(layout({ method: 'sriov' }), goodput(9.8))).toMatch(
      /^wire of port, 10 Gb\/s limits this layout/
    )
    const slow = { ...frames, frameBytes: 1518, offeredMpps: 0.1, style: 'stream' } as const
    expect(refusal(layout({ method: 'sriov', traffic: slow }), goodput(0.9))).toMatch(
      /limits this layout: that is known/
    )
  })

  it('does not look for what no factor gives', () => {
    expect(refusal(ovs, rate(40))).toMatch(/40\.00 Mpps was measured; whatever the inputs, .* 14\.88 Mpps/)
  })

  it.each([
    [{ kind: 'flr', function: 'vf' } as const, rate(1), /nothing that was measured/],
    [ovs, goodput(1), /nothing that was measured/],
    [
      {
        kind: 'pcie-link',
        link: { generation: 3, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
        measure: 'write'
      } as const,
      goodput(40),
      /pcie-link has no input/
    ]
  ])('%j has nothing to fit', (scenario, result, message) => {
    expect(refusal(scenario, result)).toMatch(message)
  })
})

describe('preset files', () => {
  it.each([
    ['{', /not JSON/],
    ['{"schemaVersion":1,"kind":"vflab-preset","parameters":{"a.b":1}}', /^parameters\.a\.b: not the name/],
    [
      '{"schemaVersion":1,"kind":"vflab-preset","parameters":{"iommu.readWalk":"x"}}',
      /^parameters\.iommu\.readWalk: /
    ],
    ['{"schemaVersion":1,"parameters":{}}', /^kind: /]
  ])('%s is refused with the place', (text, message) => {
    const file = parsePresetFile(text)
    expect(file.ok ? '' : file.error).toMatch(message)
  })
})
