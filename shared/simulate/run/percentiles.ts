/** The percentiles of latency that are told, everywhere under the same names. */
import type { Histogram } from '../engine/histogram.ts'

/** Share of the packets that were not slower, by name. */
const PERCENTILE_SHARES = {
  p50Ns: 0.5,
  p90Ns: 0.9,
  p95Ns: 0.95,
  p99Ns: 0.99,
  p999Ns: 0.999,
  p9999Ns: 0.9999
} as const

/** Name of a percentile; `p999Ns` is that of 99.9 %. */
type Percentile = keyof typeof PERCENTILE_SHARES

/** ns; at most 1/32 too high, never too low. */
type Percentiles = Readonly<Record<Percentile, number>>

/** What is told of latencies, ns: least, mean and most are exact. */
export interface LatencySummary extends Percentiles {
  readonly minNs: number
  readonly meanNs: number
  readonly maxNs: number
}

/** Summary of `latency`; null without values. */
export function latencySummary(latency: Histogram): LatencySummary | null {
  if (latency.count === 0) return null
  const at = (name: Percentile): number => latency.percentile(PERCENTILE_SHARES[name])
  return {
    minNs: latency.min,
    meanNs: latency.mean,
    p50Ns: at('p50Ns'),
    p90Ns: at('p90Ns'),
    p95Ns: at('p95Ns'),
    p99Ns: at('p99Ns'),
    p999Ns: at('p999Ns'),
    p9999Ns: at('p9999Ns'),
    maxNs: latency.max
  }
}
