/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Whose turn it is at stations where flows take turns: deficit round robin by bytes and weight.
 * Source: Shreedhar and Varghese, "Efficient fair queueing using deficit round robin", 1995.
 *
 * Queues are numbered as `FlowNetwork.station`; each belongs to one station.
 */
import type { FlowNetwork } from './flow-network.ts'

const NONE = -1

/** Lists, by station, the queues that wait for their turn. */
export class RoundRobin {
  private readonly firstQueue: Int32Array
  private readonly lastQueue: Int32Array
  private readonly nextQueue: Int32Array
  /** Whether the queue waits for its turn at its station, and whether it has it. */
  private readonly isListed: Uint8Array
  private readonly hasTurn: Uint8Array
  /** Bytes that the queue may still send in its turn, and what a turn adds. */
  private readonly deficit: Float64Array
  private readonly quantum: Float64Array
  /** Of a packet, by queue. */
  private readonly bytes: Float64Array

  constructor({ flows, stations, station, start, weight, bytes }: FlowNetwork) {
    const queues = station.length
    this.firstQueue = new Int32Array(stations).fill(NONE)
    this.lastQueue = new Int32Array(stations).fill(NONE)
    this.nextQueue = new Int32Array(queues).fill(NONE)
    this.isListed = new Uint8Array(queues)
    this.hasTurn = new Uint8Array(queues)
    this.deficit = new Float64Array(queues)
    this.quantum = new Float64Array(queues)
    this.bytes = new Float64Array(queues)
    // A turn is worth one packet of the lightest flow at least, so no turn is empty.
    const lightest = weight.reduce((least, w) => Math.min(least, w), Infinity)
    const largest = bytes.reduce((most, b) => Math.max(most, b), 0)
    for (let f = 0; f < flows; f++) {
      this.quantum.fill((largest * weight[f]!) / lightest, start[f], start[f + 1])
      this.bytes.fill(bytes[f]!, start[f], start[f + 1])
    }
  }

  /** The queue has packets: it stands in line from now on. */
  join(station: number, queue: number): void {
    // A queue that was emptied by a reset may still stand in line.
    if (this.isListed[queue] === 0) this.append(station, queue)
  }

  /** The queue that may send one packet now, or -1. `length`: packets by queue, before that packet is taken. */
  choose(station: number, length: Int32Array): number {
    for (;;) {
      const queue = this.firstQueue[station]!
      if (queue === NONE) return NONE
      if (length[queue] === 0) {
        this.endTurn(station, queue)
        this.deficit[queue] = 0
        continue
      }
      if (this.hasTurn[queue] === 0) {
        this.hasTurn[queue] = 1
        this.deficit[queue]! += this.quantum[queue]!
      }
      const bytes = this.bytes[queue]!
      if (this.deficit[queue]! < bytes) {
        this.endTurn(station, queue)
        this.append(station, queue)
        continue
      }
      this.deficit[queue]! -= bytes
      if (length[queue] === 1) {
        this.endTurn(station, queue)
        this.deficit[queue] = 0
      }
      return queue
    }
  }

  private append(station: number, queue: number): void {
    this.isListed[queue] = 1
    this.nextQueue[queue] = NONE
    const last = this.lastQueue[station]!
    if (last === NONE) this.firstQueue[station] = queue
    else this.nextQueue[last] = queue
    this.lastQueue[station] = queue
  }

  private endTurn(station: number, queue: number): void {
    const next = this.nextQueue[queue]!
    this.firstQueue[station] = next
    if (next === NONE) this.lastQueue[station] = NONE
    this.hasTurn[queue] = 0
    this.isListed[queue] = 0
  }
}
