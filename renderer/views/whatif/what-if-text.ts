/** Figures of What-if in words. */
import type { MeasuredMetric, MeasuredResult } from '#shared/simulate/measurements/result.ts'
import type { Band } from '#shared/simulate/types.ts'
import { figure, range } from '../../ui/format.ts'
import { frameWords } from '#shared/simulate/what-if/frame-text.ts'
import type { Knobs } from '#shared/simulate/what-if/question.ts'

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

/** "1 VM", "20 VMs". */
export const countWords = (number: number, one: string): string =>
  `${number} ${number === 1 ? one : `${one}s`}`

/** Names of directions, everywhere the same. */
export const directionNames: Readonly<Record<Knobs['direction'], string>> = {
  out: 'VM to wire',
  in: 'wire to VM',
  loop: 'VM to VM on the same port',
  'other-port': 'VM to VM on another port',
  'other-host': 'VM to VM on another host',
  chain: 'wire through all VMs to wire'
}

/** "1518 B frames as TCP-like streams, VM to wire". */
export const trafficWords = ({ style, direction, frameBytes }: Knobs): string =>
  `${frameWords(frameBytes)} ${style === 'stream' ? 'frames as TCP-like streams' : 'frames'}, ${directionNames[direction]}`

/** What tools measure, in words. */
export const metricNames: Readonly<Record<MeasuredMetric, string>> = {
  throughput: 'Throughput',
  'frame-rate': 'Frame rate',
  'io-rate': 'I/O rate',
  loss: 'Loss',
  'latency-mean': 'Mean latency',
  'latency-p50': 'Latency p50',
  'latency-p99': 'Latency p99',
  'latency-p99.9': 'Latency p99.9'
}

/** "9.4 Gb/s", "0.12 %", "12.3 µs", "120 kIOPS". */
export function measuredWords({ metric, value, unit }: MeasuredResult): string {
  switch (metric) {
    case 'loss':
      return `${Number((value * 100).toPrecision(2))} %`
    case 'io-rate':
      return `${figure(value)} kIOPS`
    case 'latency-mean':
    case 'latency-p50':
    case 'latency-p99':
    case 'latency-p99.9':
      return `${figure(value)} µs`
    case 'throughput':
    case 'frame-rate':
      return `${figure(value)} ${unit}`
  }
}

/** Unit of a measured result as it is written here. */
export const unitWords = ({ unit }: MeasuredResult): string =>
  unit === 'us' ? 'µs' : unit === '1' ? '' : unit

/** An input of the model with its unit: three digits, "1" as a unit is none. */
export const parameterWords = (value: number, unit: string): string =>
  `${Number(value.toPrecision(3))}${unit === '1' || unit === '' ? '' : ` ${unit}`}`
