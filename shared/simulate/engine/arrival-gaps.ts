/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import type { FlowNetwork } from './flow-network.ts'
import type { RandomStreams } from './rng.ts'

const BLOCK = 64

/**
 * Times between the trains of packets of each flow, exponential, from the flow's own stream of random numbers. They are
 * drawn in blocks, which is faster and changes none of them.
 * Flow `f` has stream `f`.
 */
export class ArrivalGaps {
  /** By flow: packets that arrive together. */
  readonly train: Int32Array
  private readonly random: RandomStreams
  private readonly meanNs: Float64Array
  /** By flow: a block of gaps, and the place of the next one, or of the end of the block. */
  private readonly gapsNs: Float64Array
  private readonly place: Int32Array

  constructor({ flows, meanGapNs, train }: FlowNetwork, random: RandomStreams) {
    this.random = random
    this.train = train ?? new Int32Array(flows).fill(1)
    this.meanNs = meanGapNs.map((gap, f) => gap * this.train[f]!)
    this.gapsNs = new Float64Array(BLOCK * flows)
    this.place = Int32Array.from({ length: flows }, (_, f) => (f + 1) * BLOCK)
  }

  /** The next gap of a flow that is not greedy, whole nanoseconds. */
  next(flow: number): number {
    const end = (flow + 1) * BLOCK
    let place = this.place[flow]!
    if (place === end) {
      place -= BLOCK
      this.random.fillExponentialNs(flow, this.meanNs, this.gapsNs, place, end)
    }
    this.place[flow] = place + 1
    return this.gapsNs[place]!
  }
}
