/** Lines and bands as SVG path data. */
import type { ChartPoint } from './series.ts'

type Position = (value: number) => number

const at = (x: number, y: number): string => `${x.toFixed(1)},${y.toFixed(1)}`

/** Path through the values of `points`; a single point becomes a dot wide enough to be seen. */
export function linePath(points: readonly ChartPoint[], x: Position, y: Position): string {
  const [first] = points
  if (first === undefined) return ''
  if (points.length === 1) return `M${at(x(first.x) - 3, y(first.y.value))}h6`
  return `M${points.map((point) => at(x(point.x), y(point.y.value))).join('L')}`
}

/** Outline of the band: along the upper ends and back along the lower ones. Nothing for a single point. */
export function bandPath(points: readonly ChartPoint[], x: Position, y: Position): string {
  if (points.length < 2) return ''
  const upper = points.map((point) => at(x(point.x), y(point.y.high)))
  const lower = points.map((point) => at(x(point.x), y(point.y.low))).reverse()
  return `M${[...upper, ...lower].join('L')}Z`
}

/**
 * Stretches of neighbouring points that are extrapolated. A stretch reaches to the checked neighbours on both
 * sides, because the line between them is not checked either.
 */
export function extrapolatedStretches(points: readonly ChartPoint[]): readonly (readonly ChartPoint[])[] {
  const stretches: ChartPoint[][] = []
  let open: ChartPoint[] | null = null
  points.forEach((point, i) => {
    if (point.y.isExtrapolated) {
      const before = points[i - 1]
      open ??= before === undefined ? [] : [before]
      open.push(point)
      return
    }
    if (open !== null) stretches.push([...open, point])
    open = null
  })
  return open === null ? stretches : [...stretches, open]
}
