/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Whose turn it is at stations where flows take turns: deficit round robin by bytes and weight.
 * Source: Shreedhar and Varghese, "Efficient fair queueing using deficit round robin", 1995. Who is behind its
 * guaranteed rate goes before (floors.ts).
 *
 * A queue is a flow at one of its stations: it has the number of the hop.
 */
import { Floors } from './guaranteed-rates.ts'
import type { FlowNetwork } from './flow-network.ts'
import type { PacketSizes } from './packet-sizes.ts'

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
  private readonly floors: Floors

  constructor(network: FlowNetwork, { bytes }: PacketSizes, clock: Float64Array) {
    const { flows, stations, station, start, weight } = network
    const queues = station.length
    this.firstQueue = new Int32Array(stations).fill(NONE)
    this.lastQueue = new Int32Array(stations).fill(NONE)
    this.nextQueue = new Int32Array(queues).fill(NONE)
    this.isListed = new Uint8Array(queues)
    this.hasTurn = new Uint8Array(queues)
    this.deficit = new Float64Array(queues)
    this.quantum = new Float64Array(queues)
    // A turn is worth one packet of the lightest flow at least, so no turn is empty.
    const lightest = weight.reduce((least, w) => Math.min(least, w), Infinity)
    const largest = bytes.reduce((most, b) => Math.max(most, b), 0)
    for (let f = 0; f < flows; f++)
      this.quantum.fill((largest * weight[f]!) / lightest, start[f], start[f + 1])
    this.floors = new Floors(network, this.quantum, clock)
  }

  /** The queue, which was empty, has a packet: it stands in line from now on. */
  join(station: number, queue: number): void {
    this.floors.join(queue)
    // A queue that lost or sent its packets out of turn may still stand in line.
    if (this.isListed[queue] === 0) this.append(station, queue)
  }

  /** A packet of `bytes` goes on at once, because no packet waits. */
  pass(queue: number, bytes: number): void {
    this.floors.join(queue)
    this.floors.charge(queue, bytes)
  }

  /**
   * The queue that may send one packet now, or -1. By queue: `length`, packets before that one is taken, and
   * `nextBytes`, the size of that one.
   */
  choose(station: number, length: Int32Array, nextBytes: Float64Array): number {
    const behind = this.floors.mostBehind(station, length)
    const queue = behind === NONE ? this.chooseInTurn(station, length, nextBytes) : behind
    if (queue !== NONE) this.floors.charge(queue, nextBytes[queue]!)
    return queue
  }

  private chooseInTurn(station: number, length: Int32Array, nextBytes: Float64Array): number {
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
      const bytes = nextBytes[queue]!
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
