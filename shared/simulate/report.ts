/** Answers of the simulator. */
import type { LayoutReport } from './flows/layout-report.ts'
import type { MechanismScenario } from './scenario/scenario.ts'
import type { Band } from './types.ts'

/** One number of an answer. */
export interface Figure {
  /** Stable name within the kind of scenario, for example "gbps". */
  readonly id: string
  /** For people. */
  readonly label: string
  /** "Gb/s", "Mpps", "ns", "us", "ms", "s", "k/s" (I/Os), "cores" or "1" (a share). */
  readonly unit: string
  readonly band: Band
}

/** One answer that is not a number: an address, a refusal, a reply. */
export interface Outcome {
  readonly id: string
  readonly label: string
  readonly text: string
}

/** Answer to a question about one mechanism. */
export interface PointReport {
  readonly kind: MechanismScenario['kind']
  readonly figures: readonly Figure[]
  readonly outcomes: readonly Outcome[]
  readonly notes: readonly string[]
}

/** Any answer. */
export type Report = LayoutReport | PointReport
