/** Lines and bands as SVG path data, drawn by d3; what is extrapolated, by us. */
import { area, line } from 'd3-shape'
import type { ChartPoint } from './series.ts'

type Position = (value: number) => number

/** Digits of a coordinate, px. */
const DIGITS = 1

/** Path through the values of `points`; a single point becomes a dot wide enough to be seen. */
export function linePath(points: readonly ChartPoint[], x: Position, y: Position): string {
  const [first] = points
  if (first === undefined) return ''
  if (points.length === 1) return `M${(x(first.x) - 3).toFixed(DIGITS)},${y(first.y.value).toFixed(DIGITS)}h6`
  const path = line<ChartPoint>(
    (point) => x(point.x),
    (point) => y(point.y.value)
  )
  return path.digits(DIGITS)(points) ?? ''
}

/** Outline of the band: along the upper ends and back along the lower ones. Nothing for a single point. */
export function bandPath(points: readonly ChartPoint[], x: Position, y: Position): string {
  if (points.length < 2) return ''
  const path = area<ChartPoint>(
    (point) => x(point.x),
    (point) => y(point.y.low),
    (point) => y(point.y.high)
  )
  return path.digits(DIGITS)(points) ?? ''
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
