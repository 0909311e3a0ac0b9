import type { MechanismScenario } from '../../scenario/scenario.ts'
import type { Topic } from '../../../calibration/parameter.ts'

/** What was published, and how far the model may be off. */
type Expectation =
  | {
      readonly figure: string
      /** One value, or the two ends of a published range. */
      readonly published: number | readonly [number, number]
      /** Relative; beyond the ends of a range. */
      readonly tolerance: number
    }
  | { readonly outcome: string; readonly published: string }

/** A question and the published answer. */
export interface CalibrationCase {
  readonly scenario: MechanismScenario
  readonly expect: Expectation
}

/** One published measurement; it may hold several figures. */
export interface CalibrationRow {
  /** Number in the design's table. */
  readonly row: number
  readonly topic: Topic
  readonly title: string
  readonly source: string
  readonly cases: readonly CalibrationCase[]
}

/** A figure that was published. */
export const one = (
  scenario: MechanismScenario,
  figure: string,
  published: number | readonly [number, number],
  tolerance: number
): CalibrationCase => ({ scenario, expect: { figure, published, tolerance } })

/** An answer in words that was published. */
export const says = (scenario: MechanismScenario, outcome: string, published: string): CalibrationCase => ({
  scenario,
  expect: { outcome, published }
})

/** Builds a row. */
export const row = (
  number: number,
  topic: Topic,
  title: string,
  source: string,
  ...cases: readonly CalibrationCase[]
): CalibrationRow => ({ row: number, topic, title, source, cases })
