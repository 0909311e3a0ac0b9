/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { fifoStations, type FlowNetwork } from './flow-network.ts'
import { PacketLines } from './packet-lines.ts'
import type { PacketSizes } from './packet-sizes.ts'
import type { PacketSlots } from './packet-slots.ts'
import { RoundRobin } from './round-robin.ts'

const NONE = -1

/**
 * Packets that wait at stations: in one line for each station that is first in, first out; in a line for each hop at the
 * others, which take turns.
 */
export class StationQueues {
  /** By hop: packets that wait. */
  readonly length: Int32Array
  private readonly slots: PacketSlots
  private readonly sizes: PacketSizes
  private readonly lines: PacketLines
  private readonly turns: RoundRobin
  /** By station. Its line, where it has one for all, comes after those of the hops. */
  private readonly isFifo: Uint8Array
  /** By hop: its flow, the line where its packets wait, and the size of the first of them. */
  private readonly flowOf: Int32Array
  private readonly lineOf: Int32Array
  private readonly nextBytes: Float64Array

  /** `flowOf`: by hop. `clock`: of the calendar. */
  constructor(
    network: FlowNetwork,
    sizes: PacketSizes,
    slots: PacketSlots,
    flowOf: Int32Array,
    clock: Float64Array
  ) {
    const { stations, station } = network
    const hops = station.length
    this.sizes = sizes
    this.slots = slots
    this.flowOf = flowOf
    this.length = new Int32Array(hops)
    this.lines = new PacketLines(hops + stations, slots.hop.length)
    this.turns = new RoundRobin(network, sizes, clock)
    this.isFifo = fifoStations(network)
    this.lineOf = station.map((each, hop) => (this.isFifo[each] === 1 ? hops + each : hop))
    this.nextBytes = new Float64Array(hops)
  }

  /** A packet goes on at once, because the station is idle. */
  pass(station: number, hop: number, packet: number): void {
    if (this.isFifo[station] === 0) this.turns.pass(hop, this.bytesOf(packet))
  }

  /** A packet waits from now on. */
  join(station: number, hop: number, packet: number): void {
    this.lines.push(this.lineOf[hop]!, packet)
    if (this.length[hop]!++ > 0 || this.isFifo[station] === 1) return
    this.nextBytes[hop] = this.bytesOf(packet)
    this.turns.join(station, hop)
  }

  /** The packet whose turn it is, taken out; -1 = no packet waits. */
  take(station: number): number {
    if (this.isFifo[station] === 0) return this.takeInTurn(station)
    const packet = this.lines.shift(this.length.length + station)
    if (packet !== NONE) this.length[this.slots.hop[packet]!]!--
    return packet
  }

  private takeInTurn(station: number): number {
    const hop = this.turns.choose(station, this.length, this.nextBytes)
    if (hop === NONE) return NONE
    const packet = this.lines.shift(hop)
    if (--this.length[hop]! > 0) this.nextBytes[hop] = this.bytesOf(this.lines.first(hop))
    return packet
  }

  /** Takes all packets of a hop out. */
  empty(hop: number, onPacket: (packet: number) => void): void {
    if (this.length[hop] === 0) return
    this.length[hop] = 0
    this.lines.remove(this.lineOf[hop]!, (packet) => {
      const isOut = this.slots.hop[packet] === hop
      if (isOut) onPacket(packet)
      return isOut
    })
  }

  /** The hop among `from .. to - 1` where most packets wait; the first of several. */
  longest(from: number, to: number): number {
    let longest = from
    for (let hop = from + 1; hop < to; hop++) if (this.length[hop]! > this.length[longest]!) longest = hop
    return longest
  }

  private bytesOf(packet: number): number {
    const { bytes, bytesAt } = this.sizes
    return bytes[bytesAt[this.flowOf[this.slots.hop[packet]!]!]! + this.slots.size[packet]!]!
  }
}
