/** What was measured, with the question that it answers: what a prediction needs to be laid beside it. */
import { withOverrides, type Values } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import { compare, type Comparison } from '../measurements/compare.ts'
import { predictedMetrics } from '../measurements/predicted.ts'
import type { MeasuredMetric, MeasuredResult } from '../measurements/result.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { FigureMark } from './figure-mark.ts'
import type { BaseLayouts } from './base-layouts.ts'
import { layoutOf } from './layout-of.ts'
import type { MethodChoice } from '../types.ts'
import { FULL_FRAME_BYTES, MOST_FRAME_BYTES, SMALL_FRAME_BYTES, type Asked, type Knobs } from './question.ts'
import { metricOf, type Metric } from './metrics.ts'
import { knobsAt, ONLY_PLACE, type SweepInput } from './sweep.ts'
import { methodSummary } from './method-summary.ts'

/** Results of one file. */
export interface Measurement {
  readonly id: number
  /** Of the file. */
  readonly name: string
  readonly results: readonly MeasuredResult[]
  /** The way by which it was measured; null where the question is about one mechanism. */
  readonly way: MethodChoice | null
  readonly asked: Asked
  /** The question that it answers, in full. */
  readonly scenario: Scenario
  /** The same in words, for example "SR-IOV, 1518 B, TCP-like streams, VM to wire". */
  readonly conditions: string
}

/**
 * The question under which a tool measures, where the current one cannot be it: iperf3 sends streams of full frames,
 * testpmd and TRex send frames, and TRex says how large they were. null = the current one will do.
 */
export function questionOfTool(
  results: readonly MeasuredResult[],
  { style, frameBytes }: Pick<Knobs, 'style' | 'frameBytes'>
): Asked | null {
  const sources = new Set(results.map(({ source }) => source))
  if (sources.has('iperf3'))
    return style === 'stream' ? null : { style: 'stream', frameBytes: FULL_FRAME_BYTES }
  if (!sources.has('testpmd') && !sources.has('trex')) return null
  const sent = sentFrameBytes(results)
  const isAsked = style === 'frames' && (sent === null || sent === frameBytes)
  return isAsked ? null : { style: 'frames', frameBytes: sent ?? SMALL_FRAME_BYTES }
}

/** Size of the frames where rate and throughput were measured together; null where they were not. */
function sentFrameBytes(results: readonly MeasuredResult[]): number | null {
  const of = (metric: MeasuredMetric): number =>
    results.find((one) => one.metric === metric && one.context.scope === 'all')?.value ?? 0
  const [gbps, mpps] = [of('throughput'), of('frame-rate')]
  if (gbps === 0 || mpps === 0) return null
  const bytes = Math.round((gbps * 1000) / 8 / mpps)
  return Math.min(MOST_FRAME_BYTES, Math.max(SMALL_FRAME_BYTES, bytes))
}

/** Whether a tool measures what the scenario is about: fio reads and writes storage, a layout is a network. */
export const isAboutNetwork = ({ source }: MeasuredResult): boolean => source !== 'fio'

/** Every result beside its prediction, in the order of the file. */
export function comparisonsOf(
  { results, scenario }: Pick<Measurement, 'results' | 'scenario'>,
  parameters: Partial<Values>
): readonly Comparison[] {
  const predictions = predictedMetrics(estimate(scenario, withOverrides(parameters)))
  return results.flatMap((result) =>
    compare([result], scenario.kind === 'layout' && !isAboutNetwork(result) ? [] : predictions)
  )
}

/** Metrics of a sweep that are rates, and those that are times. */
const RATES: readonly Metric[] = ['gbps-per-vm', 'mpps-per-vm', 'gbps-total', 'mpps-total']
const RATE_RESULTS: readonly MeasuredMetric[] = ['throughput', 'frame-rate']

/**
 * Measurements that belong to a chart: made under the conditions of the question, except the input that is swept. A
 * rate is shown in the unit of the chart: by as much above or below the prediction as what was measured.
 */
export function measuredMarks(
  measurements: readonly Measurement[],
  ground: BaseLayouts,
  asked: Asked,
  input: SweepInput,
  metric: Metric,
  parameters: Partial<Values>
): readonly FigureMark[] {
  if (!RATES.includes(metric)) return []
  return measurements.flatMap((measurement): readonly FigureMark[] => {
    const { way, scenario, name } = measurement
    const layout = way === null ? undefined : ground.layouts.get(way)
    const x = placeOf(measurement, ground, input)
    if (way === null || layout === undefined || x === null || scenario.kind !== 'layout') return []
    if (!isSame(layoutOf(layout, knobsAt(asked, input, x)), scenario)) return []
    const found = comparisonsOf(measurement, parameters).find(
      ({ measured, error }) => RATE_RESULTS.includes(measured.metric) && error !== null
    )
    const figures = methodSummary(estimate(scenario, withOverrides(parameters)), false)
    const predicted = figures === null ? null : metricOf(figures, metric)
    if (found?.predicted == null || predicted === null || found.predicted.band.value === 0) return []
    const { value, unit, source, context } = found.measured
    const y = (predicted.value * value) / found.predicted.band.value
    const text = `${name}: ${Number(value.toPrecision(4))} ${unit} (${source}, ${context.what})`
    return [{ kind: 'measured', x, y, series: way, text }]
  })
}

function placeOf({ asked }: Measurement, ground: BaseLayouts, input: SweepInput): number | null {
  switch (input) {
    case 'frame-size':
      return typeof asked.frameBytes === 'number' ? asked.frameBytes : null
    case 'flows':
      return asked.flows ?? null
    case 'vms':
      return asked.vms ?? ground.vms
    case 'load':
      return asked.offeredMpps ?? null
    case 'method':
      return ONLY_PLACE
  }
}

/** Whether two scenarios ask the same. */
export const isSame = (a: Scenario, b: Scenario): boolean => JSON.stringify(a) === JSON.stringify(b)
