/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Counts of nanoseconds in buckets that grow with the value: every value up to 63 has a bucket of its own, above
 * that each power of two has 32. A percentile is therefore off by at most 1/32 (3.1 %), whatever the range, and
 * recording costs a few instructions and no memory.
 */
const SUB_BITS = 5
const SUB = 1 << SUB_BITS
/** Largest value: 2^40 ns, 18 minutes; what is longer counts as that. */
const MAX_BITS = 40
const BUCKETS = (MAX_BITS - SUB_BITS + 1) * SUB + SUB

/** Places in `totals`. */
const SUM = 0
const LEAST = 1
const MOST = 2

/** Values of one kind, for example latencies of a flow. */
export class Histogram {
  private readonly counts = new Float64Array(BUCKETS)
  /** Sum, least and most. In an array, because fields that outgrow 31 bits are allocated. */
  private readonly totals = Float64Array.of(0, Infinity, 0)

  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0)
  }

  /** Exact. NaN without values. */
  get mean(): number {
    return this.totals[SUM]! / this.count
  }

  /** Exact; Infinity without values. */
  get min(): number {
    return this.totals[LEAST]!
  }

  /** Exact; 0 without values. */
  get max(): number {
    return this.totals[MOST]!
  }

  /** Records a value of whole, not negative nanoseconds. */
  record(ns: number): void {
    this.counts[bucketOf(ns)]!++
    const { totals } = this
    totals[SUM]! += ns
    if (ns < totals[LEAST]!) totals[LEAST] = ns
    if (ns > totals[MOST]!) totals[MOST] = ns
  }

  /** The value that `share` (0..1) of all values do not exceed, upper end of its bucket. NaN without values. */
  percentile(share: number): number {
    const { count } = this
    if (count === 0) return Number.NaN
    const rank = Math.max(1, Math.ceil(share * count))
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += this.counts[bucket]!
      if (seen >= rank) return Math.min(this.max, upperEnd(bucket))
    }
    return this.max
  }

  /** Adds all values of another histogram. */
  merge(other: Histogram): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.counts[bucket]! += other.counts[bucket]!
    this.totals[SUM]! += other.totals[SUM]!
    this.totals[LEAST] = Math.min(this.min, other.min)
    this.totals[MOST] = Math.max(this.max, other.max)
  }
}

function bucketOf(ns: number): number {
  if (ns < 2 * SUB) return ns | 0
  if (ns < 2 ** 31) {
    const power = 31 - SUB_BITS - Math.clz32(ns)
    return power * SUB + (ns >> power)
  }
  if (ns >= 2 ** MAX_BITS) return BUCKETS - 1
  // Beyond 32 bits: the same with the upper part, which holds all that decides.
  const power = 31 - SUB_BITS - Math.clz32(Math.floor(ns / 2 ** 16)) + 16
  return power * SUB + Math.floor(ns / 2 ** power)
}

function upperEnd(bucket: number): number {
  if (bucket < 2 * SUB) return bucket
  const power = Math.floor(bucket / SUB) - 1
  const sub = bucket % SUB
  return (SUB + sub + 1) * 2 ** power - 1
}
