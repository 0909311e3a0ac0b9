/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * Packets that are promised to leave a station for another, in the order in which they leave. The first of each station
 * is in the calendar; those behind it stand in a ring.
 */
import type { Calendar } from './calendar.ts'
import type { FlowNetwork } from './flow-network.ts'

const NONE = -1

/** See the head of the file. Rings hold the windows of all flows that pass, so they cannot overflow. */
export class StationOutputs {
  /** By station: the queue that its first packet goes to, or -1 = it has no packets; kept by `push` and `shift`. */
  private readonly first: Int32Array
  /** By station: begin and end of its ring, the place of the first packet in it, and how many are in it. */
  private readonly from: Int32Array
  private readonly to: Int32Array
  private readonly head: Int32Array
  private readonly count: Int32Array
  /** Of a packet in a ring: the queue that it goes to, when its service here begins, when it leaves. */
  private readonly queue: Int32Array
  private readonly beginNs: Float64Array
  private readonly leavesNs: Float64Array

  constructor({ flows, stations, station, start, window }: FlowNetwork) {
    const room = new Int32Array(stations)
    for (let f = 0; f < flows; f++)
      for (let queue = start[f]!; queue < start[f + 1]! - 1; queue++) room[station[queue]!]! += window[f]!
    this.first = new Int32Array(stations).fill(NONE)
    this.from = new Int32Array(stations)
    this.to = new Int32Array(stations)
    let at = 0
    room.forEach((packets, each) => {
      this.from[each] = at
      this.to[each] = at += packets
    })
    this.head = this.from.slice()
    this.count = new Int32Array(stations)
    this.queue = new Int32Array(at)
    this.beginNs = new Float64Array(at)
    this.leavesNs = new Float64Array(at)
  }

  /** One more packet that leaves `station` for `queue`, not before those that are there. */
  push(station: number, queue: number, beginNs: number, leavesNs: number, calendar: Calendar): void {
    if (this.first[station] === NONE) {
      this.first[station] = queue
      calendar.add(station, leavesNs, beginNs)
    } else this.append(station, queue, beginNs, leavesNs)
  }

  /** The first packet, whose time has come, goes: the queue that it goes to. The next one takes its place. */
  shift(station: number, calendar: Calendar): number {
    const queue = this.first[station]!
    this.first[station] = this.isRingEmpty(station) ? NONE : this.advance(station, calendar)
    return queue
  }

  /** Whether nobody stands behind the first packet. */
  isRingEmpty(station: number): boolean {
    return this.count[station] === 0
  }

  /** The first packet is in the calendar: one more stands behind. */
  append(station: number, queue: number, beginNs: number, leavesNs: number): void {
    const place = this.head[station]! + this.count[station]!++
    const to = this.to[station]!
    const at = place < to ? place : place - to + this.from[station]!
    this.queue[at] = queue
    this.beginNs[at] = beginNs
    this.leavesNs[at] = leavesNs
  }

  /** The packet from the head of the ring goes into the calendar. Gives the queue that it goes to. */
  advance(station: number, calendar: Calendar): number {
    const at = this.head[station]!
    this.head[station] = at + 1 < this.to[station]! ? at + 1 : this.from[station]!
    this.count[station]!--
    calendar.add(station, this.leavesNs[at]!, this.beginNs[at]!)
    return this.queue[at]!
  }
}
