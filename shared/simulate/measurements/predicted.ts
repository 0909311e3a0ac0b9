/** The numbers of an answer that a tool could have measured, in the units of measured results. */
import type { LayoutReport } from '../flows/layout-report.ts'
import { scale } from '../flows/layout-report.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import {
  FRAME_BEYOND_MTU_BYTES,
  meanFrameBytes,
  TCP_HEADER_BYTES,
  type FrameSizes
} from '../cost/ethernet.ts'
import { Histogram } from '../engine/histogram.ts'
import type { Figure, PointReport, Report } from '../report.ts'
import type { RunReport } from '../run/run.ts'
import type { Band } from '../types.ts'
import type { IoDirection, Layer, MeasuredMetric } from './result.ts'

/** One number, comparable with results of the same metric, layer and scope. */
export interface PredictedMetric {
  readonly metric: MeasuredMetric
  readonly layer: Layer | null
  readonly scope: 'all' | 'part'
  /** Storage: reads alone or writes alone; without it, whatever was measured. */
  readonly direction?: IoDirection
  readonly label: string
  readonly band: Band
}

/** What a scenario's estimate says about anything that can be measured. */
export const predictedMetrics = (report: Report): readonly PredictedMetric[] =>
  report.kind === 'layout' ? ofLayout(report) : ofPoint(report)

/** Throughput figures whose bytes are whole frames; all others count payload. */
const COUNTS_FRAMES: ReadonlySet<PointReport['kind']> = new Set(['vms-on-port', 'nic-dma'])

function ofPoint({ kind, figures }: PointReport): readonly PredictedMetric[] {
  if (kind === 'nvme') return ofDrive(figures)
  const as = (
    { label, band }: Figure,
    metric: MeasuredMetric,
    layer: Layer | null = null,
    scope: 'all' | 'part' = 'all'
  ): PredictedMetric => ({ metric, layer, scope, label, band })
  return figures.flatMap((figure): readonly PredictedMetric[] => {
    switch (figure.id) {
      case 'gbps':
        return [as(figure, 'throughput', COUNTS_FRAMES.has(kind) ? 'frame' : 'payload')]
      case 'tcpGbps':
        return [as(figure, 'throughput', 'payload')]
      case 'mpps':
        return [as(figure, 'frame-rate')]
      case 'mppsPerPort':
        return [as(figure, 'frame-rate', null, 'part')]
      case 'us':
        return [as(figure, 'latency-mean')]
      case 'p50':
        return [as(figure, 'latency-p50')]
      case 'p99':
        return [as(figure, 'latency-p99')]
      default:
        return []
    }
  })
}

/** Figures of a drive by direction, as fio counts them; of a mix, no latency: it is one of both together. */
function ofDrive(figures: readonly Figure[]): readonly PredictedMetric[] {
  const find = (id: string): Figure | undefined => figures.find((figure) => figure.id === id)
  const directions = (['read', 'write'] as const).filter((direction) => find(`${direction}Kiops`))
  const only = directions.length === 1 ? directions[0] : undefined
  return [
    ...directions.flatMap((direction) =>
      (
        [
          [`${direction}Kiops`, 'io-rate', null],
          [`${direction}Gbps`, 'throughput', 'payload']
        ] as const
      ).flatMap(([id, metric, layer]): readonly PredictedMetric[] => {
        const figure = find(id)
        return figure
          ? [{ metric, layer, scope: 'all', direction, label: figure.label, band: figure.band }]
          : []
      })
    ),
    ...figures
      .filter(({ id }) => id === 'us' && only !== undefined)
      .map(({ label, band }): PredictedMetric => ({
        metric: 'latency-mean',
        layer: null,
        scope: 'all',
        label,
        band
      }))
  ]
}

/** Share of a full frame that TCP leaves to the application. */
const payloadShare = (frames: FrameSizes): number =>
  Math.max(0, 1 - (FRAME_BEYOND_MTU_BYTES + TCP_HEADER_BYTES) / meanFrameBytes(frames))

function ofLayout(report: LayoutReport): readonly PredictedMetric[] {
  const flows = report.compiled.flows.map(({ fn }, f) => ({
    frames: fn.traffic.frameBytes,
    ...report.flow(f)
  }))
  return [
    ...totals(
      sumOf(flows.map(({ gbps }) => gbps)),
      sumOf(flows.map(({ gbps, frames }) => scale(gbps, payloadShare(frames)))),
      sumOf(flows.map(({ mpps }) => mpps))
    ),
    ...latenciesOf(report)
  ]
}

/**
 * Mean latency of all frames, and percentiles where one flow alone sends: those of several cannot be put together.
 * Nothing where a flow is greedy: then the latency is that of a full queue, and no tool measures it at full load.
 */
function latenciesOf(report: LayoutReport): readonly PredictedMetric[] {
  if (report.compiled.flows.some(({ fn }) => fn.traffic.offeredMpps === null)) return []
  const sending = Array.from({ length: report.flows }, (_, index) => ({
    mpps: report.mpps(index),
    latency: report.latency(index)
  })).flatMap(({ mpps, latency }) => (mpps > 0 && latency !== null ? [{ mpps, latency }] : []))
  const [first] = sending
  if (first === undefined) return []
  const all = sending.reduce((sum, { mpps }) => sum + mpps, 0)
  const as = (metric: MeasuredMetric, band: Band): PredictedMetric => ({
    metric,
    layer: null,
    scope: 'all',
    label: 'one way, from sending to the end of the path',
    band
  })
  return [
    as('latency-mean', sumOf(sending.map(({ mpps, latency }) => scale(latency.meanUs, mpps / all)))),
    ...(sending.length > 1
      ? []
      : [as('latency-p50', first.latency.p50Us), as('latency-p99', first.latency.p99Us)])
  ]
}

/** What a run says about anything that can be measured; a run has no uncertainty of its own. */
export function predictedOfRun(scenario: LayoutScenario, { flows }: RunReport): readonly PredictedMetric[] {
  const frameBytes = scenario.hosts.flatMap(({ vms }) =>
    vms.flatMap((vm) => vm.functions.map((fn) => fn.traffic.frameBytes))
  )
  const exactly = (value: number): Band => ({ value, low: value, high: value, isExtrapolated: false })
  const all = new Histogram()
  for (const { latencyNs } of flows) all.merge(latencyNs)
  const latency = (metric: MeasuredMetric, ns: number): PredictedMetric => ({
    metric,
    layer: null,
    scope: 'all',
    label: 'all flows, one way',
    band: exactly(ns / 1000)
  })
  const sum = (pick: (flow: RunReport['flows'][number], f: number) => number): Band =>
    exactly(flows.reduce((total, flow, f) => total + pick(flow, f), 0))
  return [
    ...totals(
      sum(({ gbps }) => gbps),
      sum(({ gbps }, f) => gbps * payloadShare(frameBytes[f] ?? Infinity)),
      sum(({ mpps }) => mpps)
    ),
    ...(all.count === 0
      ? []
      : [
          latency('latency-mean', all.mean),
          latency('latency-p50', all.percentile(0.5)),
          latency('latency-p99', all.percentile(0.99)),
          latency('latency-p99.9', all.percentile(0.999))
        ])
  ]
}

const totals = (frames: Band, payload: Band, rate: Band): readonly PredictedMetric[] => [
  { metric: 'throughput', layer: 'frame', scope: 'all', label: 'frames of all flows', band: frames },
  { metric: 'throughput', layer: 'payload', scope: 'all', label: 'TCP payload of all flows', band: payload },
  { metric: 'frame-rate', layer: null, scope: 'all', label: 'all flows', band: rate }
]

const sumOf = (bands: readonly Band[]): Band => ({
  value: bands.reduce((sum, { value }) => sum + value, 0),
  low: bands.reduce((sum, { low }) => sum + low, 0),
  high: bands.reduce((sum, { high }) => sum + high, 0),
  isExtrapolated: bands.some(({ isExtrapolated }) => isExtrapolated)
})
