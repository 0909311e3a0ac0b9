/**
 * How values become positions: linear or logarithmic axes with ticks at round values. Pure; the drawing asks it
 * for pixels and the read-out for the way back. Scales and linear ticks are d3's.
 */
import { scaleLinear, scaleLog } from 'd3-scale'

export type ScaleKind = 'linear' | 'log'

/** One axis. Positions are px along it, from `from` to `to` (which may be smaller: a y axis grows upwards). */
export interface AxisScale {
  readonly kind: ScaleKind
  /** First and last value of the axis, both on a tick where it is linear. */
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  readonly position: (value: number) => number
}

/** Where an axis is drawn, in px, and about how many ticks there is room for. */
interface AxisRoom {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Far below the lowest value of a logarithmic axis: 0, which has no place on it, is drawn there. */
const BELOW_LOWEST = 1e-3

/** `[low, high]` with its ends at round values; `[0, 1]` for an empty range. */
function roundDomain(low: number, high: number, count: number): readonly [number, number] {
  if (!(high > low)) return high > 0 && high === low ? roundDomain(0, high, count) : [0, 1]
  const [first = low, last = high] = scaleLinear().domain([low, high]).nice(count).domain()
  return [first, last]
}

/** Ticks at multiples of a round step that cover `[low, high]`; 0 to 1 for an empty range. */
export function linearTicks(low: number, high: number, count: number): readonly number[] {
  if (!(high > low) && !(high > 0 && high === low)) return [0, 1]
  return scaleLinear()
    .domain(roundDomain(low, high, count))
    .ticks(count)
}

/**
 * Powers of ten inside `[low, high]`, with 2 and 5 between them where there are few. Both ends are > 0. d3's own
 * stand at every multiple (1, 2, 3 ... 9), whose labels run into each other.
 */
export function logTicks(low: number, high: number, count: number): readonly number[] {
  const decades = Math.log10(high / low)
  const marks = decades * 3 <= count ? [1, 2, 5] : [1]
  const every = Math.max(1, Math.ceil(decades / count))
  const first = Math.floor(Math.log10(low))
  const ticks: number[] = []
  for (let power = first; 10 ** power <= high * (1 + 1e-9); power += every)
    for (const mark of marks) {
      const tick = Number((mark * 10 ** power).toPrecision(12))
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick)
    }
  return ticks
}

/** An axis over at least `[low, high]`, about `count` ticks, drawn from px `from` to px `to`. */
export function axisScale(
  kind: ScaleKind,
  [low, high]: readonly [number, number],
  { from, to, count }: AxisRoom
): AxisScale {
  if (kind === 'log' && low > 0 && high > low) {
    const scale = scaleLog().domain([low, high]).range([from, to])
    return {
      kind,
      domain: [low, high],
      ticks: logTicks(low, high, count),
      position: (value) => scale(Math.max(value, low * BELOW_LOWEST))
    }
  }
  const domain = roundDomain(low, high, count)
  const scale = scaleLinear().domain(domain).range([from, to])
  return { kind: 'linear', domain, ticks: linearTicks(...domain, count), position: (value) => scale(value) }
}

/** An axis whose ends are the data's own: nothing is rounded outwards. For x axes with known ends. */
export function exactScale(kind: ScaleKind, domain: readonly [number, number], room: AxisRoom): AxisScale {
  const [low, high] = domain
  if (kind === 'log' || !(high > low)) return axisScale(kind, domain, room)
  const scale = scaleLinear().domain(domain).range([room.from, room.to])
  return { kind, domain, ticks: scale.ticks(room.count), position: (value) => scale(value) }
}

/** "0", "0.25", "64", "1500", "10 k", "1 M": what stands at a tick. */
export function tickLabel(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))} G`
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`
  return String(Number(value.toPrecision(4)))
}
