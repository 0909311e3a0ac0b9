import { describe, expect, it } from 'vitest'
import { withOverrides } from '../../calibration/parameters.ts'
import { fit } from '../measurements/fit.ts'
import { parseMeasured } from '../measurements/parse.ts'
import { FIO, IPERF3, TESTPMD, TREX } from '../measurements/test-outputs.ts'
import type { MeasuredResult } from '../measurements/result.ts'
import { layoutsOfPort } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import { comparisonsOf, measuredMarks, questionOfTool, type Measurement } from './measurement.ts'
import type { MethodChoice } from '../types.ts'
import { defaultFreeHost, defaultKnobs, type Asked } from './question.ts'

const resultsOf = (text: string): readonly MeasuredResult[] => {
  const parsed = parseMeasured(text)
  if (!parsed.ok) throw new Error(parsed.error.kind)
  return parsed.value
}
const ground = layoutsOfPort(defaultFreeHost, defaultKnobs)
const streams: Asked = { ...defaultKnobs, style: 'stream', frameBytes: 1518, vms: 1 }
function measurement(text: string, way: MethodChoice, asked: Asked = streams): Measurement {
  const layout = ground.layouts.get(way)
  if (layout === undefined) throw new Error(`no ${way}`)
  const scenario = layoutOf(layout, asked)
  return { id: 1, name: 'm.json', results: resultsOf(text), way, asked, scenario, conditions: '' }
}
const marks = (one: Measurement, asked: Asked, parameters = {}) =>
  measuredMarks([one], ground, asked, 'frame-size', 'gbps-per-vm', parameters)

describe('a measurement beside the prediction', () => {
  it('of iperf3 is compared as payload, in the question that iperf3 asks', () => {
    const results = resultsOf(IPERF3)
    expect(questionOfTool(results, defaultKnobs)).toMatchObject({ style: 'stream', frameBytes: 1518 })
    expect(questionOfTool(results, { style: 'stream', frameBytes: 9018 })).toBeNull()
    const [first] = comparisonsOf(measurement(IPERF3, 'virtio'), {})
    expect(first?.predicted?.layer).toBe('payload')
    expect(first?.error).toBeGreaterThan(0)
  })

  it('of testpmd is compared frame by frame, whatever the question was', () => {
    expect(questionOfTool(resultsOf(TESTPMD), defaultKnobs)).toBeNull()
    const frames = { ...defaultKnobs, vms: 1 }
    const [first] = comparisonsOf(measurement(TESTPMD, 'sriov', frames), {})
    expect(first?.predicted?.metric).toBe('frame-rate')
  })

  it('of a frame generator is about frames, of the size that it says', () => {
    const asStreams = { style: 'stream', frameBytes: 1518 } as const
    expect(questionOfTool(resultsOf(TESTPMD), asStreams)).toEqual({ style: 'frames', frameBytes: 64 })
    expect(questionOfTool(resultsOf(TREX), { style: 'frames', frameBytes: 1518 })).toEqual({
      style: 'frames',
      frameBytes: 64
    })
    expect(questionOfTool(resultsOf(TREX), defaultKnobs)).toBeNull()
  })

  it('of latency has a prediction at a fixed rate, and none while senders are greedy', () => {
    const latencyAt = (offeredMpps: number | null) =>
      comparisonsOf(measurement(TREX, 'sriov', { ...defaultKnobs, vms: 1, offeredMpps }), {}).find(
        ({ measured }) => measured.metric === 'latency-mean'
      )
    expect(latencyAt(null)?.predicted).toBeNull()
    const calm = latencyAt(2)?.predicted?.band.value ?? Number.NaN
    expect(calm).toBeGreaterThan(1)
    expect(latencyAt(9.5)?.predicted?.band.value).toBeGreaterThan(calm)
  })

  it('of storage is not laid beside a network', () => {
    for (const { predicted } of comparisonsOf(measurement(FIO, 'sriov'), {})) expect(predicted).toBeNull()
  })

  it('has no error left once a preset is fitted to it', () => {
    const one = measurement(IPERF3, 'virtio')
    const fitted = fit(one.scenario, one.results, withOverrides({}))
    if (!fitted.ok) throw new Error(fitted.error.kind)
    const [first] = comparisonsOf(one, fitted.value.parameters)
    expect(Math.abs(first?.error ?? 1)).toBeLessThan(0.001)
    expect(first?.isInRange).toBe(true)
  })
})

describe('a measurement in a sweep', () => {
  it('stands at its own place, as far from the line as it is from the prediction', () => {
    const one = measurement(IPERF3, 'virtio')
    const [mark] = marks(one, { ...streams, frameBytes: 256 })
    expect(mark).toMatchObject({ kind: 'measured', x: 1518, series: 'virtio' })
    // 9.41 Gb/s of payload are a little more in frames.
    expect(mark?.y).toBeGreaterThan(9.41)
    expect(mark?.y).toBeLessThan(10)
  })

  it('stands in no chart whose conditions are others, nor in a figure that it does not tell', () => {
    const one = measurement(IPERF3, 'virtio')
    expect(marks(one, { ...streams, vms: 2 })).toEqual([])
    expect(marks(one, { ...streams, direction: 'in' })).toEqual([])
    expect(measuredMarks([one], ground, streams, 'frame-size', 'host-cores', {})).toEqual([])
    expect(measuredMarks([one], ground, streams, 'load', 'gbps-per-vm', {})).toEqual([])
  })
})
