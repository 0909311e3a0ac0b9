/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Guaranteed rates at stations where flows take turns: a flow that is behind its guarantee goes before all turns, the
 * one that is most behind first. What it gets by its turns counts, so that it gets its guarantee or its share, whichever
 * is more; and guarantees that do not fit together are all missed by the same part.
 * Source: virtual clocks, Zhang, "VirtualClock: a new traffic control algorithm for packet switching networks", 1990.
 */
import { NOW } from './calendar.ts'
import type { FlowNetwork } from './flow-network.ts'

const NONE = -1
/**
 * A flow that has more than its guarantee for long is this many turns ahead of it at most: enough that it does not fall
 * behind between two turns, and soon behind when its turns become rarer.
 */
const TURNS_AHEAD = 4

/** Guaranteed rates by hop. */
export class Floors {
  /** Hops with a guarantee at station `s`: `hops[from[s]] .. hops[from[s + 1] - 1]`. */
  private readonly from: Int32Array
  private readonly hops: Int32Array
  /** By hop: time that a byte takes at the guaranteed rate, 0 = none; and when its next packet is due by it. */
  private readonly nsPerByte: Float64Array
  private readonly dueNs: Float64Array
  /** By hop: how far it may be ahead. */
  private readonly aheadNs: Float64Array

  private readonly clock: Float64Array

  /** `quantum`: bytes of a turn, by hop. `clock`: of the calendar. */
  constructor(network: FlowNetwork, quantum: Float64Array, clock: Float64Array) {
    const { flows, stations, station, start, floorBytesPerNs } = network
    this.clock = clock
    this.nsPerByte = new Float64Array(station.length)
    this.dueNs = new Float64Array(station.length)
    for (let f = 0; f < flows; f++) {
      const floor = floorBytesPerNs?.[f] ?? 0
      if (floor > 0) this.nsPerByte.fill(1 / floor, start[f], start[f + 1])
    }
    this.aheadNs = this.nsPerByte.map((ns, hop) => TURNS_AHEAD * ns * quantum[hop]!)
    this.from = new Int32Array(stations + 1)
    const hops: number[] = []
    for (let s = 0; s < stations; s++) {
      station.forEach((each, hop) => {
        if (each === s && this.nsPerByte[hop]! > 0) hops.push(hop)
      })
      this.from[s + 1] = hops.length
    }
    this.hops = Int32Array.from(hops)
  }

  /** A packet joins an empty queue: what it did not send before it cannot ask for now. */
  join(hop: number): void {
    if (this.dueNs[hop]! < this.clock[NOW]!) this.dueNs[hop] = this.clock[NOW]!
  }

  /** The hop that is most behind its guarantee and has packets, or -1. `length`: packets by hop. */
  mostBehind(station: number, length: Int32Array): number {
    let most = NONE
    let dueNs = this.clock[NOW]!
    for (let i = this.from[station]!; i < this.from[station + 1]!; i++) {
      const hop = this.hops[i]!
      if (length[hop] === 0 || this.dueNs[hop]! > dueNs || (most !== NONE && this.dueNs[hop] === dueNs))
        continue
      most = hop
      dueNs = this.dueNs[hop]!
    }
    return most
  }

  /** The hop sends a packet of `bytes`, by whichever rule. */
  charge(hop: number, bytes: number): void {
    const gapNs = bytes * this.nsPerByte[hop]!
    if (gapNs > 0) this.dueNs[hop] = Math.min(this.dueNs[hop]! + gapNs, this.clock[NOW]! + this.aheadNs[hop]!)
  }
}
