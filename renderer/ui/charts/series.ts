/** What a chart shows, apart from how it is drawn. */
import type { Band } from '#shared/simulate/types.ts'

/** Look of a series: colour and dash come with it, so that it is told apart without colour as well. */
export type SeriesLook = 'one' | 'two' | 'three' | 'four'

/** A value with its band at one place of the x axis. */
export interface ChartPoint {
  readonly x: number
  readonly y: Band
}

/** A line with its band. Points rise in x; a place that was not computed yet is left out. */
export interface ChartSeries {
  readonly id: string
  readonly label: string
  readonly look: SeriesLook
  readonly points: readonly ChartPoint[]
}

/** A value by itself: a published measurement, one of one's own, or one run. */
export interface ChartMark {
  readonly kind: 'published' | 'measured' | 'run'
  readonly x: number
  readonly y: number
  /** The series that it belongs to. */
  readonly series: string
  /** In full: what, and where it is from. */
  readonly text: string
}

/** Something that happened at a place of the x axis: a line across the chart with a number that a list explains. */
export interface ChartEvent {
  readonly x: number
  readonly number: string
}

/** An axis: its name with unit, how it runs and its ends. */
export interface ChartAxis {
  readonly label: string
  readonly kind: 'linear' | 'log'
  readonly domain: readonly [number, number]
  readonly format?: (value: number) => string
  /** Where ticks stand; without them at round values. */
  readonly ticks?: readonly number[]
}

/** Unquoted names: the family stands in an attribute of saved pictures, where quotes would end it. */
export const CHART_FONT = 'Inter Variable, Inter, system-ui, sans-serif'

interface Stroke {
  readonly colour: string
  /** `stroke-dasharray`; empty = drawn through. */
  readonly dash: string
}

/** Colours are theme variables, see series-colours.css. */
export const seriesStroke: Readonly<Record<SeriesLook, Stroke>> = {
  one: { colour: 'var(--series-one)', dash: '' },
  two: { colour: 'var(--series-two)', dash: '7 3' },
  three: { colour: 'var(--series-three)', dash: '2 3' },
  four: { colour: 'var(--series-four)', dash: '8 3 2 3' }
}

/** Places of the x axis that any series has a value for, rising, each once. */
export const placesOf = (series: readonly ChartSeries[]): readonly number[] =>
  [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b)

/** The place whose position is nearest to `px`; null without places. */
export function nearestPlace(
  places: readonly number[],
  px: number,
  position: (value: number) => number
): number | null {
  let best: number | null = null
  for (const place of places)
    if (best === null || Math.abs(position(place) - px) < Math.abs(position(best) - px)) best = place
  return best
}

/** The highest value that has to fit in: ends of bands and marks. 0 without any. */
export const highestOf = (series: readonly ChartSeries[], marks: readonly ChartMark[] = []): number =>
  Math.max(0, ...series.flatMap(({ points }) => points.map(({ y }) => y.high)), ...marks.map(({ y }) => y))
