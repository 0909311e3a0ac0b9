/** A run laid beside its estimate. */
import type { RunResult } from '#shared/simulate/what-if/job.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import type { MethodSummary } from '#shared/simulate/what-if/method-summary.ts'

/** Time before what is measured, as a share of what is. */
export const WARM_UP_SHARE = 0.1

/** One way after its run. Counts are frames of all flows. */
export interface RunSummary {
  readonly gbps: number
  readonly mpps: number
  readonly sent: number
  readonly received: number
  readonly dropped: number
  readonly inFlight: number
  /** Relative to what was to be expected, Mpps; null where frames were lost on purpose. */
  readonly deviation: number | null
}

/**
 * Sums a run up. `expectedMpps` is what the estimate says for the load that was offered; null where events
 * make the two incomparable.
 */
export function summarise({ flows }: RunResult, expectedMpps: number | null): RunSummary {
  const sum = (of: (flow: RunResult['flows'][number]) => number): number =>
    flows.reduce((total, flow) => total + of(flow), 0)
  const mpps = sum((flow) => flow.mpps)
  return {
    gbps: sum((flow) => flow.gbps),
    mpps,
    sent: sum((flow) => flow.sent),
    received: sum((flow) => flow.received),
    dropped: sum((flow) => flow.dropped),
    inFlight: sum((flow) => flow.inFlight),
    deviation: expectedMpps === null || expectedMpps === 0 ? null : (mpps - expectedMpps) / expectedMpps
  }
}

/** What a way should carry when every VM offers `loadPercent` of the most it can get; 0 = greedy. */
export const expectedMpps = (own: MethodSummary, loadPercent: number): number =>
  own.mppsTotal.value * (loadPercent === 0 ? 1 : Math.min(1, loadPercent / 100))

/** One way in the Run pane; `result` null = not run yet. */
export interface RunRow {
  readonly way: MethodChoice
  readonly title: string
  readonly result: RunResult | null
  readonly summary: RunSummary | null
}

/** What the shown results were run with. `key` tells whether the question is still the same. */
export interface RunConditions {
  readonly key: string
  readonly loadPercent: number
  /** Something happened meanwhile: losses were meant. */
  readonly hasEvents: boolean
}
