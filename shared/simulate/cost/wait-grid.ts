/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the grid */
/** Sum of independent times as a distribution on a grid: what stages of a path add up to. */

/** One independent time, ns. With probability `share` it is as described, else 0. */
export type Wait =
  | { readonly kind: 'exponential'; readonly share: number; readonly meanNs: number }
  | { readonly kind: 'uniform'; readonly share: number; readonly widthNs: number }

/** A time that is certain for a share of the frames, ns. */
export interface Base {
  readonly ns: number
  readonly share: number
}

const BINS = 1024
/** An exponential is followed this many means far: one in 3000 is beyond, in the last bin. */
const MEANS = 8

/** The distribution of one of the bases plus all waits. */
export class WaitGrid {
  /** Exact, not of the grid. */
  readonly mean: number
  private readonly leastNs: number
  private readonly binNs: number
  private density: Float64Array

  constructor(bases: readonly Base[], waits: readonly Wait[]) {
    this.leastNs = bases.reduce((least, { ns }) => Math.min(least, ns), Infinity)
    const spanNs =
      bases.reduce((most, { ns }) => Math.max(most, ns), 0) -
      this.leastNs +
      waits.reduce((sum, wait) => sum + (wait.kind === 'uniform' ? wait.widthNs : MEANS * wait.meanNs), 0)
    this.mean =
      bases.reduce((sum, { ns, share }) => sum + ns * share, 0) +
      waits.reduce(
        (sum, wait) => sum + wait.share * (wait.kind === 'uniform' ? wait.widthNs / 2 : wait.meanNs),
        0
      )
    this.binNs = spanNs / (BINS - 1)
    this.density = new Float64Array(BINS)
    for (const { ns, share } of bases)
      this.density[this.binNs > 0 ? Math.round((ns - this.leastNs) / this.binNs) : 0]! += share
    if (this.binNs > 0) for (const wait of waits) this.add(wait)
  }

  /** The time that `share` of the frames do not exceed, ns. */
  percentile(share: number): number {
    let below = 0
    for (let bin = 0; bin < BINS; bin++) {
      const at = this.density[bin]!
      if (below + at >= share) return this.leastNs + this.binNs * bin
      below += at
    }
    return this.leastNs + this.binNs * (BINS - 1)
  }

  private add(wait: Wait): void {
    const waited = wait.kind === 'uniform' ? this.uniform(wait.widthNs) : this.exponential(wait.meanNs)
    const { share } = wait
    this.density = this.density.map((at, bin) => (1 - share) * at + share * waited[bin]!)
  }

  /** Convolution with a geometric distribution is a recursion; what leaves the grid stays in its last bin. */
  private exponential(meanNs: number): Float64Array {
    const stay = Math.exp(-this.binNs / meanNs)
    const result = new Float64Array(BINS)
    let carried = 0
    for (let bin = 0; bin < BINS; bin++) {
      carried = stay * carried + (1 - stay) * this.density[bin]!
      result[bin] = carried
    }
    result[BINS - 1]! += (carried * stay) / (1 - stay)
    return result
  }

  /** Convolution with a box is a running sum. */
  private uniform(widthNs: number): Float64Array {
    const bins = Math.max(1, Math.round(widthNs / this.binNs))
    const result = new Float64Array(BINS)
    let sum = 0
    for (let bin = 0; bin < BINS; bin++) {
      sum += this.density[bin]! - (bin >= bins ? this.density[bin - bins]! : 0)
      result[bin] = sum / bins
    }
    return result
  }
}
