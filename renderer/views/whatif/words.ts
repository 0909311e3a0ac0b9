/** Figures of What-if in words. */
import type { Band } from '#shared/simulate/types.ts'
import { figure, range } from '../plan/figures.ts'

/** "9.4 (8.9–9.8)"; a band without width has no brackets. */
export const bandWords = (band: Band): string =>
  figure(band.low) === figure(band.high) ? figure(band.value) : `${figure(band.value)} (${range(band)})`

/** 0.94 as "94 %"; "< 1 %" for a trace. null = not modelled. */
export function percentWords(share: number | null): string {
  if (share === null) return '–'
  return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`
}

/** 830 ns, 1.2 µs, 45 µs, 3.4 ms: three digits at most. */
export function timeWords(ns: number): string {
  if (!Number.isFinite(ns)) return '–'
  const [value, unit] =
    ns < 1000 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's']
  return `${Number(value.toPrecision(value >= 100 ? 3 : 2))} ${unit}`
}

/** 0.5 as "p50", 0.999 as "p99.9". */
export const percentileName = (share: number): string => `p${Number((share * 100).toFixed(4))}`
