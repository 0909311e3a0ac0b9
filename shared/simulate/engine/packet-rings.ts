/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { ArrivalGaps } from './arrival-gaps.ts'
import type { FlowNetwork } from './flow-network.ts'
import type { PacketSizes } from './packet-sizes.ts'
import type { RandomStreams } from './rng.ts'

/**
 * Packets on their way, flow by flow, as a folded run knows them: packets of a flow keep their order everywhere, so a
 * ring for each flow holds them, and how far each hop has come is a number. Also makes them: arrivals of a flow depend on
 * nothing but its random numbers, so they are made in stretches.
 * Packet `n` of a flow is in slot `base + (n & mask)`; `n` has 32 bits and may wrap around.
 */
export class PacketRings {
  /** By flow. */
  readonly base: Int32Array
  readonly mask: Int32Array
  /** By flow: number of the next packet that is not made yet. */
  readonly made: Int32Array
  /** By flow: all packets made. */
  readonly sent: Float64Array
  /** By slot: when the packet came; when it is at its next station, or at its end; and what decides between equals. */
  readonly birthNs: Float64Array
  readonly atNs: Float64Array
  readonly sinceNs: Float64Array
  readonly size: Uint8Array
  private readonly random: RandomStreams
  private readonly sizes: PacketSizes
  private readonly gaps: ArrivalGaps
  /** By flow: times of the train before and of the one to come. */
  private readonly lastNs: Float64Array
  private readonly nextNs: Float64Array

  /** Rings have room for the windows of their flows and for what comes in about `spanNs`. */
  constructor(network: FlowNetwork, sizes: PacketSizes, random: RandomStreams, spanNs: number) {
    const { flows, window, meanGapNs } = network
    this.random = random
    this.sizes = sizes
    this.gaps = new ArrivalGaps(network, random)
    this.base = new Int32Array(flows)
    this.mask = new Int32Array(flows)
    let slots = 0
    for (let f = 0; f < flows; f++) {
      // What comes in a span is Poisson distributed: more than eight deviations above its mean is as good as impossible,
      // and would only cost time.
      const expected = spanNs / meanGapNs[f]!
      const train = this.gaps.train[f]!
      const room = window[f]! + expected + 8 * Math.sqrt(expected * train) + 16 * train + 64
      const ring = 2 ** Math.ceil(Math.log2(room))
      this.base[f] = slots
      this.mask[f] = ring - 1
      slots += ring
    }
    this.made = new Int32Array(flows)
    this.sent = new Float64Array(flows)
    this.birthNs = new Float64Array(slots)
    this.atNs = new Float64Array(slots)
    this.sinceNs = new Float64Array(slots)
    this.size = new Uint8Array(slots)
    this.lastNs = new Float64Array(flows)
    this.nextNs = new Float64Array(flows)
    for (let f = 0; f < flows; f++) this.nextNs[f] = this.gaps.next(f)
  }

  /** Makes the packets of a flow that come up to `untilNs`, of which those from number `kept` on are needed yet. */
  make(flow: number, untilNs: number, kept: number): boolean {
    const { birthNs, atNs, sinceNs } = this
    const base = this.base[flow]!
    const mask = this.mask[flow]!
    const train = this.gaps.train[flow]!
    const isMixed = this.sizes.count[flow]! > 1
    const first = this.made[flow]!
    let made = first
    let lastNs = this.lastNs[flow]!
    let nextNs = this.nextNs[flow]!
    while (nextNs <= untilNs) {
      if (((made - kept) | 0) + train > mask) return false
      for (let left = train; left > 0; left--) {
        const slot = base + (made & mask)
        birthNs[slot] = nextNs
        atNs[slot] = nextNs
        sinceNs[slot] = lastNs
        if (isMixed) this.size[slot] = this.sizes.draw(flow, this.random, this.base.length + flow)
        made = (made + 1) | 0
      }
      lastNs = nextNs
      nextNs += this.gaps.next(flow)
    }
    this.lastNs[flow] = lastNs
    this.nextNs[flow] = nextNs
    this.made[flow] = made
    this.sent[flow]! += (made - first) | 0
    return true
  }
}
