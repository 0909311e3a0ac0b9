/** Sweeps: the same question at many places of one input. Planned as a list of jobs, so that they can be spread. */
import type { LayoutScenario } from '#shared/simulate/layout/scenario.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import { frameGbps } from '#shared/simulate/platform/ethernet.ts'
import type { Band } from '#shared/simulate/types.ts'
import type { ChartAxis } from '../../charts/series.ts'
import type { RunResult, SimulateJob } from '../../simulate-worker/protocol.ts'
import type { Ground } from './ground.ts'
import { layoutOf, withOffered } from './layout-of.ts'
import { MOST_FRAME_BYTES, type Knobs, type Way } from './question.ts'
import type { WayFigures } from './way-figures.ts'

/** What is varied. */
export type SweepInput = 'frame-size' | 'vms' | 'flows'

/** What is looked at. */
export type Metric = 'gbps-per-vm' | 'mpps-per-vm' | 'gbps-total' | 'mpps-total' | 'host-cores' | 'pcie'

const FRAMES = [
  64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1024, 1280, 1518, 2048, 3072, 4096, 6144
]
const VMS = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64]
const FLOWS = [1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5, 1e6]

/** Values of each input, rising. */
export const sweepPlaces: Readonly<Record<SweepInput, readonly number[]>> = {
  'frame-size': [...FRAMES, MOST_FRAME_BYTES],
  vms: VMS,
  flows: FLOWS
}

/** The x axis of each input. All are logarithmic: doubling is what people ask about. */
export const sweepAxes: Readonly<Record<SweepInput, ChartAxis>> = {
  'frame-size': {
    label: 'Frame size, B',
    kind: 'log',
    domain: [64, MOST_FRAME_BYTES],
    ticks: [64, 128, 256, 512, 1024, 1518, 4096, MOST_FRAME_BYTES]
  },
  vms: { label: 'VMs', kind: 'log', domain: [1, 64], ticks: [1, 2, 4, 8, 16, 32, 64] },
  flows: { label: 'Flows of each VM', kind: 'log', domain: [1, 1e6] }
}

export const metricLabels: Readonly<Record<Metric, string>> = {
  'gbps-per-vm': 'Gb/s per VM',
  'mpps-per-vm': 'Mpps per VM',
  'gbps-total': 'Gb/s, all VMs',
  'mpps-total': 'Mpps, all VMs',
  'host-cores': 'Host cores, all VMs',
  pcie: 'Use of PCIe (%)'
}

/** The knobs at one place of the input. */
export function knobsAt(knobs: Knobs, input: SweepInput, x: number): Knobs {
  switch (input) {
    case 'frame-size':
      return { ...knobs, frameBytes: x }
    case 'vms':
      return { ...knobs, vms: x }
    case 'flows':
      return { ...knobs, flows: x }
  }
}

/** One place of one line. */
export interface SweepStep {
  readonly way: Way
  readonly x: number
  readonly job: SimulateJob
}

/** Estimates of all ways at all places; places in the order in which a reader sees a curve take shape. */
export function planSweep(ground: Ground, knobs: Knobs, input: SweepInput): readonly SweepStep[] {
  return sweepPlaces[input].flatMap((x) =>
    [...ground.layouts].map(([way, layout]): SweepStep => ({
      way,
      x,
      job: { kind: 'estimate', scenario: layoutOf(layout, knobsAt(knobs, input, x)) }
    }))
  )
}

/** Frames that a run moves, all flows together: enough for rates within a percent. */
const FRAMES_PER_RUN = 40_000

/** Simulated time in which about `frames` frames are moved, ns; 50 us to 1 s. */
export const durationFor = (totalMpps: number, frames: number): number =>
  Math.round(Math.min(1e9, Math.max(50_000, (frames * 1000) / Math.max(totalMpps, 1e-6))))

/** The same places as packet-by-packet runs, every other one: they are marks beside the lines. */
export function planRuns(
  ground: Ground,
  knobs: Knobs,
  input: SweepInput,
  seed: number
): readonly SweepStep[] {
  return sweepPlaces[input]
    .filter((_, i) => i % 2 === 0)
    .flatMap((x) =>
      [...ground.layouts].map(([way, layout]): SweepStep => {
        const scenario = layoutOf(layout, knobsAt(knobs, input, x))
        const durationNs = durationFor(totalMpps(scenario), FRAMES_PER_RUN)
        const warmUpNs = Math.round(durationNs / 5)
        return {
          way,
          x,
          job: { kind: 'run', scenario, seed, durationNs, warmUpNs, incident: 'none', followPacket: null }
        }
      })
    )
}

/** M frames/s of all flows. */
export function totalMpps(scenario: LayoutScenario): number {
  const report = estimate(scenario)
  let sum = 0
  for (let flow = 0; flow < report.flows; flow++) sum += report.mpps(flow)
  return sum
}

/** The layout with every flow offering `share` of what it would get at most. */
export function atLoad(scenario: LayoutScenario, share: number): LayoutScenario {
  const report = estimate(scenario)
  return withOffered(scenario, (flow) => report.mpps(flow) * share)
}

/** The metric of an estimate; null where it is not modelled. */
export function metricOf(figures: WayFigures, metric: Metric): Band | null {
  switch (metric) {
    case 'gbps-per-vm':
      return figures.gbpsPerVm
    case 'mpps-per-vm':
      return figures.mppsPerVm
    case 'gbps-total':
      return figures.gbpsTotal
    case 'mpps-total':
      return figures.mppsTotal
    case 'host-cores':
      return figures.hostCores
    case 'pcie': {
      if (figures.pcie === null) return null
      const value = figures.pcie * 100
      return { value, low: value, high: value, isExtrapolated: figures.gbpsPerVm.isExtrapolated }
    }
  }
}

/** The metric of a run; null where a run does not tell it. */
export function runMetric({ flows }: RunResult, metric: Metric): number | null {
  const vms = Math.max(1, new Set(flows.map(({ vm }) => vm)).size)
  const gbps = flows.reduce((sum, flow) => sum + flow.gbps, 0)
  const mpps = flows.reduce((sum, flow) => sum + flow.mpps, 0)
  switch (metric) {
    case 'gbps-per-vm':
      return gbps / vms
    case 'mpps-per-vm':
      return mpps / vms
    case 'gbps-total':
      return gbps
    case 'mpps-total':
      return mpps
    case 'host-cores':
    case 'pcie':
      return null
  }
}

/** A rate in M frames/s in the unit of a metric; null where it has none. */
export function rateInMetric(mpps: number, frameBytes: number, vms: number, metric: Metric): number | null {
  switch (metric) {
    case 'gbps-per-vm':
      return frameGbps(mpps, frameBytes)
    case 'mpps-per-vm':
      return mpps
    case 'gbps-total':
      return frameGbps(mpps, frameBytes) * vms
    case 'mpps-total':
      return mpps * vms
    case 'host-cores':
    case 'pcie':
      return null
  }
}
