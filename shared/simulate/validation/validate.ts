/** The model against the published measurements: what `vflab simulate --validate` prints and a test demands. */
import { estimate } from '../estimate.ts'
import type { PointReport } from '../report.ts'
import { defaultValues, type Values } from '../../calibration/parameters.ts'
import type { Topic } from '../../calibration/parameter.ts'
import { publishedMeasurements } from './published-measurements.ts'
import type { CalibrationCase, CalibrationRow } from './rows/row.ts'

/** One comparison. */
export interface Validation {
  readonly row: number
  readonly topic: Topic
  readonly title: string
  readonly source: string
  /** What was published and predicted, as text with the same precision. */
  readonly published: string
  readonly predicted: string
  /** Relative; 0 inside a published range or for an equal outcome, null for a different outcome. */
  readonly error: number | null
  readonly tolerance: number
  readonly isWithin: boolean
}

/** All rows, in their order. */
export const validate = (values: Values = defaultValues): readonly Validation[] =>
  publishedMeasurements.flatMap((row) => row.cases.map((each) => compare(row, each, values)))

function compare(
  { row, topic, title, source }: CalibrationRow,
  { scenario, expect }: CalibrationCase,
  values: Values
): Validation {
  const report = estimate(scenario, values)
  const head = { row, topic, title, source }
  if ('outcome' in expect) {
    const text = report.outcomes.find((each) => each.id === expect.outcome)?.text ?? 'no such outcome'
    const isWithin = text === expect.published
    return {
      ...head,
      published: expect.published,
      predicted: text,
      error: isWithin ? 0 : null,
      tolerance: 0,
      isWithin
    }
  }
  const value = figureOf(report, expect.figure)
  const [low, high] =
    typeof expect.published === 'number' ? [expect.published, expect.published] : expect.published
  const error = value > high ? relative(value, high) : value < low ? relative(value, low) : 0
  return {
    ...head,
    published: low === high ? round(low) : `${round(low)}..${round(high)}`,
    predicted: round(value),
    error,
    tolerance: expect.tolerance,
    isWithin: Math.abs(error) <= expect.tolerance + 1e-12
  }
}

const figureOf = (report: PointReport, id: string): number =>
  report.figures.find((each) => each.id === id)?.band.value ?? Number.NaN

/** Error against what was published; absolute where that is 0. */
const relative = (predicted: number, published: number): number =>
  published === 0 ? predicted : (predicted - published) / published

const round = (value: number): string => String(Number(value.toPrecision(4)))

/** The table as lines of text, for a terminal. */
export function formatValidations(validations: readonly Validation[]): string {
  const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`)
  const cells = validations.map((each) => [
    String(each.row),
    each.topic,
    each.title,
    each.published,
    each.predicted,
    percent(each.error),
    percent(each.tolerance),
    each.isWithin ? 'within' : 'OUTSIDE'
  ])
  const table = [['row', 'topic', 'scenario', 'published', 'predicted', 'error', 'tolerance', ''], ...cells]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
  return table
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}
