/** Where the keys of a chart's legend stand: in rows, as many as the width needs. */
import { seriesStroke, type ChartMark, type ChartSeries } from './series.ts'

/** From a key's start to its words, px. */
export const LEGEND_TEXT_AT = 26
/** Width of a letter on average, px: SVG text has no width before it is drawn. */
const LETTER = 6.4
const GAP = 22
const ROW = 17
const FIRST_ROW_Y = 11

/** One line or kind of mark, with its words. */
export interface LegendKey {
  readonly kind: 'line' | ChartMark['kind']
  readonly id: string
  readonly label: string
  readonly colour: string
  /** `stroke-dasharray`; empty = drawn through. */
  readonly dash: string
  /** Left edge and middle, px. */
  readonly start: number
  readonly y: number
}

const MARKS: readonly ChartMark['kind'][] = ['published', 'measured', 'run']

/** Names of lines, then what the kinds of marks that are there mean. A key wider than the room has a row to itself. */
export function legendKeys(
  series: readonly ChartSeries[],
  marks: readonly ChartMark[],
  { from, to }: { readonly from: number; readonly to: number }
): readonly LegendKey[] {
  const keys = [
    ...series.map(({ id, label, look }) => ({ kind: 'line' as const, id, label, ...seriesStroke[look] })),
    ...MARKS.filter((kind) => marks.some((mark) => mark.kind === kind)).map((kind) => ({
      kind,
      id: kind,
      label: kind,
      colour: 'var(--text)',
      dash: ''
    }))
  ]
  let [at, row] = [from, 0]
  return keys.map((key) => {
    const needed = LEGEND_TEXT_AT + key.label.length * LETTER + GAP
    if (at > from && at + needed > to) [at, row] = [from, row + 1]
    const start = at
    at += needed
    return { ...key, start, y: FIRST_ROW_Y + row * ROW }
  })
}

/** What the legend needs beyond its first row, px. */
export const legendHeight = (keys: readonly LegendKey[]): number =>
  (keys.at(-1)?.y ?? FIRST_ROW_Y) - FIRST_ROW_Y
