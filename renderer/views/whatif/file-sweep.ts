/** The sweep of a scenario file as a table. */
import { withOverrides, type Values } from '#shared/calibration/parameters.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import type { Report } from '#shared/simulate/report.ts'
import type { Sweep } from '#shared/simulate/scenario/sweep.ts'
import { methodSummary } from '#shared/simulate/what-if/method-summary.ts'
import { figureWords } from './point-text.ts'
import { bandWords } from './what-if-text.ts'

/** One line for each value, in the order of the file; cells as in `columns`. */
export interface FileSweepTable {
  readonly path: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly value: string; readonly cells: readonly string[] }[]
}

type Cell = readonly [column: string, text: string]

/** What one value gives: of a layout what all VMs get and what limits them, of a mechanism all its figures. */
function cellsOf(report: Report): readonly Cell[] {
  if (report.kind !== 'layout')
    return [
      ...report.figures.map((figure): Cell => {
        const { value, range } = figureWords(figure)
        return [figure.label, range === '' ? value : `${value} (${range})`]
      }),
      ...report.outcomes.map(({ label, text }): Cell => [label, text])
    ]
  const own = methodSummary(report, false)
  if (own === null) return []
  return [
    ['Gb/s, all VMs', bandWords(own.gbpsTotal)],
    ['Mpps, all VMs', bandWords(own.mppsTotal)],
    ['Host cores', bandWords(own.hostCores)],
    ['Limited by', own.limits[0]?.bottleneck.label ?? '']
  ]
}

/** Estimates all values of the sweep. */
export function fileSweepRows({ path, steps }: Sweep, parameters: Partial<Values>): FileSweepTable {
  const values = withOverrides(parameters)
  const answers = steps.map(({ value, scenario }) => ({
    value: typeof value === 'string' ? value : JSON.stringify(value),
    cells: new Map(cellsOf(estimate(scenario, values)))
  }))
  // One value may have a verdict that another has not.
  const columns = [...new Set(answers.flatMap(({ cells }) => [...cells.keys()]))]
  return {
    path,
    columns,
    rows: answers.map(({ value, cells }) => ({
      value,
      cells: columns.map((column) => cells.get(column) ?? '–')
    }))
  }
}
