/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * How many packets are at each station at regular times: those that came at or before that time and leave after it.
 * Memory is bounded by the number of samples, whatever the length of the run.
 */
import type { DepthSampling } from './flow-network.ts'

/** Counts by station and sample. */
export class DepthSamples {
  readonly everyNs: number
  private readonly count: number
  private readonly counts: Int32Array
  /** By station: time of the first sample that its next packet may meet, and the number of it. */
  readonly dueNs: Float64Array
  private readonly index: Int32Array

  constructor(stations: number, sampling: DepthSampling | undefined) {
    this.everyNs = sampling?.everyNs ?? Infinity
    this.count = sampling?.count ?? 0
    this.counts = new Int32Array(stations * this.count)
    this.index = new Int32Array(stations)
    this.dueNs = new Float64Array(stations).fill(this.count > 0 ? this.everyNs : Infinity)
  }

  /** Time of sample `index`; Infinity after the last. */
  timeOf(index: number): number {
    return index < this.count ? (index + 1) * this.everyNs : Infinity
  }

  /** Sets a sample. */
  set(station: number, index: number, depth: number): void {
    this.counts[station * this.count + index] = depth
  }

  /**
   * Counts one packet that is at the station from `fromNs` until `untilNs`; packets that leave by `dueNs` meet no sample
   * and may be left out. Packets come in order of `fromNs`. Gives `dueNs`.
   */
  addStay(station: number, fromNs: number, untilNs: number): number {
    let index = this.index[station]!
    while (this.timeOf(index) < fromNs) index++
    this.index[station] = index
    this.dueNs[station] = this.timeOf(index)
    const dueNs = this.timeOf(index)
    for (; this.timeOf(index) < untilNs; index++) this.counts[station * this.count + index]!++
    return dueNs
  }

  /** The samples of a station up to `nowNs`. */
  upTo(station: number, nowNs: number): readonly number[] {
    const taken = Math.min(this.count, Math.floor(nowNs / this.everyNs))
    return Array.from(this.counts.subarray(station * this.count, station * this.count + taken))
  }
}
