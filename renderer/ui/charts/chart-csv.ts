import { csv } from './csv.ts'
import type { ChartMark, ChartSeries } from './series.ts'

/** A line chart as a table: one row a value, bands as columns, marks with what they are below. */
export function chartCsv(
  xLabel: string,
  yLabel: string,
  series: readonly ChartSeries[],
  marks: readonly ChartMark[] = []
): string {
  const nameOf = (id: string): string => series.find((one) => one.id === id)?.label ?? id
  return csv(
    ['series', 'kind', xLabel, yLabel, 'low', 'high', 'extrapolated', 'source'],
    [
      ...series.flatMap(({ label, points }) =>
        points.map(({ x, y }) => [label, 'estimate', x, y.value, y.low, y.high, y.isExtrapolated, ''])
      ),
      ...marks.map(({ kind, x, y, series: id, text }) => [nameOf(id), kind, x, y, null, null, null, text])
    ]
  )
}
