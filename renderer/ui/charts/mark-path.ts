import type { ChartMark } from './series.ts'

/** Outline of a mark around a point: a square is measured here, a diamond is published. A run is a ring, not a path. */
export const markPath = (kind: Exclude<ChartMark['kind'], 'run'>, cx: number, cy: number): string =>
  kind === 'measured' ? `M${cx - 4},${cy - 4}h8v8h-8Z` : `M${cx},${cy - 5}l5,5l-5,5l-5,-5Z`
