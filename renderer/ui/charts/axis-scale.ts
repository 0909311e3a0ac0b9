/**
 * How values become positions: linear or logarithmic axes with ticks at round values. Pure; the drawing asks it
 * for pixels and the read-out for the way back.
 */
export type ScaleKind = 'linear' | 'log'

/** One axis. Positions are px along it, from `from` to `to` (which may be smaller: a y axis grows upwards). */
export interface AxisScale {
  readonly kind: ScaleKind
  /** First and last value of the axis, both on a tick where it is linear. */
  readonly domain: readonly [number, number]
  readonly ticks: readonly number[]
  readonly position: (value: number) => number
}

/** Steps that people count in. */
const STEPS = [1, 2, 2.5, 5, 10] as const

/** The smallest step of 1, 2, 2.5 or 5 times a power of ten that needs at most `count` of them for `range`. */
export function niceStep(range: number, count: number): number {
  const rough = range / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = STEPS.find((each) => each * power >= rough * (1 - 1e-9)) ?? 10
  return step * power
}

/** Ticks at multiples of a nice step that cover `[low, high]`; 0 to 1 for an empty range. */
export function linearTicks(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return high > 0 && high === low ? linearTicks(0, high, count) : [0, 1]
  const step = niceStep(high - low, count)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.ceil(high / step - 1e-9)
  // Multiplied, not added up: 0.1 + 0.2 would show.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Powers of ten inside `[low, high]`, with 2 and 5 between them where there are few. Both ends are > 0. */
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
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number }
): AxisScale {
  if (kind === 'log' && low > 0 && high > low) {
    const span = Math.log(high / low)
    return {
      kind,
      domain: [low, high],
      ticks: logTicks(low, high, count),
      position: (value) => from + ((to - from) * Math.log(Math.max(value, low / 1e3) / low)) / span
    }
  }
  const ticks = linearTicks(low, high, count)
  const first = ticks[0] ?? 0
  const last = ticks.at(-1) ?? 1
  return {
    kind: 'linear',
    domain: [first, last],
    ticks,
    position: (value) => from + ((to - from) * (value - first)) / (last - first)
  }
}

/** An axis whose ends are the data's own: nothing is rounded outwards. For x axes with known ends. */
export function exactScale(
  kind: ScaleKind,
  domain: readonly [number, number],
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number }
): AxisScale {
  const [low, high] = domain
  if (kind === 'log' || !(high > low)) return axisScale(kind, domain, { from, to, count })
  return {
    kind,
    domain,
    ticks: linearTicks(low, high, count).filter((tick) => tick >= low && tick <= high),
    position: (value) => from + ((to - from) * (value - low)) / (high - low)
  }
}

/** "0", "0.25", "64", "1 500", "10 k", "1 M": what stands at a tick. */
export function tickLabel(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e9) return `${Number((value / 1e9).toPrecision(3))} G`
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`
  return String(Number(value.toPrecision(4)))
}
