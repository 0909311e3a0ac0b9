/** Where the stops of packets stand in the picture: one column group for each place, the same for every lane. */
import { places, type PathStop, type Place } from './packet-path.ts'

/** Sizes, px. */
export const PATH = {
  margin: 1,
  /** Between boxes of a place, and between places. */
  gap: 5,
  placeGap: 10,
  boxHeight: 50,
  rowGap: 10,
  /** Above the boxes of a lane: its title. */
  titleHeight: 20,
  /** Below: the same stops as long as they take. */
  barGap: 12,
  barHeight: 12,
  laneGap: 22,
  headHeight: 22,
  axisHeight: 26,
  leastBox: 67,
  mostBox: 132,
  /** Narrower boxes have smaller print. */
  roomyBox: 84
} as const

/** A place as a band of the picture. */
export interface PlaceBand {
  readonly id: Place
  readonly title: string
  readonly x: number
  readonly width: number
}

/** The picture's columns, and the left edge of each stop's box: by lane, then by stop. */
export interface PathLayout {
  readonly width: number
  readonly boxWidth: number
  readonly bands: readonly PlaceBand[]
  readonly stops: readonly (readonly number[])[]
}

const together = (path: readonly PathStop[], { place, leg }: PathStop): readonly PathStop[] =>
  path.filter((each) => each.place === place && each.leg === leg)

/** Lays paths out in `available` px; wider where boxes would get too small to read. */
export function layPaths(paths: readonly (readonly PathStop[])[], available: number): PathLayout {
  const columns = places.map(({ id }) =>
    Math.max(
      1,
      ...paths.flatMap((path) =>
        path.flatMap((stop) => (stop.place === id ? [together(path, stop).length] : []))
      )
    )
  )
  const count = columns.reduce((sum, each) => sum + each, 0)
  // Bands reach half a gap beyond their boxes, at both ends of the picture as well.
  const gaps = (count - places.length) * PATH.gap + places.length * PATH.placeGap + 2 * PATH.margin
  const boxWidth = Math.max(PATH.leastBox, Math.min(PATH.mostBox, Math.floor((available - gaps) / count)))
  let x: number = PATH.margin
  const bands = places.map(({ id, title }, at): PlaceBand => {
    const width = (columns[at] ?? 1) * (boxWidth + PATH.gap) - PATH.gap + PATH.placeGap
    const band = { id, title, x, width }
    x += width
    return band
  })
  const stops = paths.map((path) =>
    path.map((stop) => {
      const all = together(path, stop)
      const nth = all.indexOf(stop)
      const column = stop.isInward ? all.length - 1 - nth : nth
      const band = bands.find(({ id }) => id === stop.place)
      return (band?.x ?? 0) + PATH.placeGap / 2 + column * (boxWidth + PATH.gap)
    })
  )
  return { width: x + PATH.margin, boxWidth, bands, stops }
}

/** Top of the boxes of a leg, px below the top of the lane. */
export const legTop = (leg: number): number => PATH.titleHeight + leg * (PATH.boxHeight + PATH.rowGap)

/** Height of a lane with its bar, px. */
export const laneHeight = (path: readonly PathStop[]): number =>
  legTop(path.at(-1)?.leg ?? 0) + PATH.boxHeight + PATH.barGap + PATH.barHeight + PATH.laneGap
