/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import type { FlowNetwork } from './flow-network.ts'
import type { RandomStreams } from './rng.ts'

/**
 * Sizes of packets and how long stations work on them, alike for flows with one size and for flows with a mix: a
 * packet has the number of its size within its flow, 0 where there is one only.
 */
export class PacketSizes {
  /** By hop and size: of size `n` at `serviceAt[hop] + n`. */
  readonly serviceNs: Float64Array
  readonly serviceAt: Int32Array
  /** By flow and size: of size `n` at `bytesAt[flow] + n`. */
  readonly bytes: Float64Array
  readonly bytesAt: Int32Array
  /** By flow: how many sizes it has, at least 1. */
  readonly count: Int32Array
  /** Parallel to `bytes`: random words below this are this size or one before it. */
  private readonly wordsBelow: Float64Array

  constructor({ flows, start, station, serviceNs, bytes, sizes }: FlowNetwork) {
    this.count = new Int32Array(flows).fill(1)
    this.bytesAt = new Int32Array(flows)
    this.serviceAt = new Int32Array(station.length)
    const allBytes: number[] = []
    const allServices: number[] = []
    const wordsBelow: number[] = []
    let mixed = 0
    for (let f = 0; f < flows; f++) {
      const from = sizes?.start[f] ?? 0
      const count = (sizes?.start[f + 1] ?? 0) - from
      this.bytesAt[f] = allBytes.length
      if (count > 0) this.count[f] = count
      let below = 0
      for (let n = 0; n < count; n++) {
        below += sizes!.share[from + n]!
        allBytes.push(sizes!.bytes[from + n]!)
        // The last one takes what rounding leaves.
        wordsBelow.push(n === count - 1 ? 2 ** 32 : Math.round(below * 2 ** 32))
      }
      if (count === 0) {
        allBytes.push(bytes[f]!)
        wordsBelow.push(2 ** 32)
      }
      for (let hop = start[f]!; hop < start[f + 1]!; hop++) {
        this.serviceAt[hop] = allServices.length
        if (count === 0) allServices.push(serviceNs[hop]!)
        for (let n = 0; n < count; n++) allServices.push(sizes!.serviceNs[mixed++]!)
      }
    }
    this.bytes = Float64Array.from(allBytes)
    this.serviceNs = Float64Array.from(allServices)
    this.wordsBelow = Float64Array.from(wordsBelow)
  }

  /** The size of the next packet of a flow, from stream `stream`. Not for flows that have one size only. */
  draw(flow: number, random: RandomStreams, stream: number): number {
    const word = random.uint32(stream)
    const at = this.bytesAt[flow]!
    let size = 0
    while (word >= this.wordsBelow[at + size]!) size++
    return size
  }

  /** Mean service time of a flow's packets at one of its hops, ns. */
  meanServiceNs(flow: number, hop: number): number {
    const at = this.bytesAt[flow]!
    let sum = 0
    for (let n = 0, before = 0; n < this.count[flow]!; n++) {
      const below = this.wordsBelow[at + n]!
      sum += ((below - before) / 2 ** 32) * this.serviceNs[this.serviceAt[hop]! + n]!
      before = below
    }
    return sum
  }
}
