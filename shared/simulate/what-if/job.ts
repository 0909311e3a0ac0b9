/** Pieces of work for the simulator and their answers: plain data, so that a worker can be given them. */
import type { Values } from '../../calibration/parameters.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import type { RunEvent, TimelineEntry } from '../run/run-events.ts'
import type { FlowRunJson, ResourceRun } from '../run/run-json.ts'
import type { ResourceKind } from '../types.ts'
import type { MethodSummary } from './method-summary.ts'

/** What estimates and runs have in common. */
interface Question {
  readonly scenario: LayoutScenario
  /** Inputs of the model that are taken instead of the table's: a host's own preset. */
  readonly parameters?: Partial<Values>
  /** What every flow offers, as a share of the most that it can get; without it, what the scenario says. */
  readonly loadShare?: number
}

/** How long a run is: in simulated time, ns; or so that it moves about so many frames, after a fifth more of warm-up. */
export type RunLength =
  { readonly durationNs: number; readonly warmUpNs: number } | { readonly frames: number }

/** One piece of work. The same job has the same result, whichever worker does it. */
export type SimulateJob = EstimateJob | RunJob

/** An estimate, summed up. */
export interface EstimateJob extends Question {
  readonly kind: 'estimate'
  /** Whether the latency is worked out as well; not without it. */
  readonly hasLatency?: boolean
}

/** A discrete-event run. */
export interface RunJob extends Question {
  readonly kind: 'run'
  readonly seed: number
  readonly length: RunLength
  /** What happens meanwhile; times from the beginning, warm-up included. */
  readonly events?: readonly RunEvent[]
  /** The packet that is followed: flows in the order of the layout, packets as the flow sends them, from 0; null = none. */
  readonly follow: { readonly flow: number; readonly packet: number } | null
}

/** Frames that were lost, and where. */
export interface DropCause {
  readonly cause: string
  readonly frames: number
}

/** A share of the frames and the latency that they do not exceed, ns. */
interface Quantile {
  readonly share: number
  readonly ns: number
}

/** One hop of the packet that was followed, in the order in which it went. */
export interface Hop {
  readonly resource: ResourceKind
  readonly label: string
  readonly arrivedNs: number
  readonly beganNs: number
  readonly doneNs: number
}

/** Answer to a run. */
export interface RunResult {
  readonly kind: 'run'
  /** In the order of the layout. */
  readonly flows: readonly Omit<FlowRunJson, 'drops' | 'latency'>[]
  /** All flows together, by falling number of frames. */
  readonly drops: readonly DropCause[]
  /** Latency of all flows together; empty if nothing arrived. Shares as in `QUANTILE_SHARES`. */
  readonly quantiles: readonly Quantile[]
  readonly hops: readonly Hop[]
  /** In the order of the layout's resources. */
  readonly resources: readonly ResourceRun[]
  /** Requests that wait for the PF driver of a port, at the same times; only of ports with requests. */
  readonly mailboxes: readonly { readonly label: string; readonly waiting: readonly number[] }[]
  readonly depthsEveryNs: number
  /** What the events did, in order of time. */
  readonly timeline: readonly TimelineEntry[]
}

/** Answer to an estimate. */
interface EstimateResult {
  readonly kind: 'estimate'
  /** null for a layout without senders. */
  readonly figures: MethodSummary | null
}

/** What a job of the worker gives. */
export type SimulateResult = RunResult | EstimateResult

/** The percentiles that are read: of the median to the ten-thousandth, enough between them for a smooth curve. */
export const QUANTILE_SHARES: readonly number[] = [
  0.01, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.993, 0.995,
  0.997, 0.998, 0.999, 0.9993, 0.9995, 0.9997, 0.9998, 0.9999
]
