/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import { NOW, type Calendar } from './calendar.ts'
import { PacketLines } from './packet-lines.ts'

const NONE = -1

/**
 * Packets on their way between stations, and those that wait for an interrupt: a line for each hop that has such a
 * delay, first in, first out. The calendar knows of the first packet of each line, as source `firstSource + line`.
 */
export class DelayLines {
  /** By line: its hop. By hop: its line, or -1. */
  readonly hops: Int32Array
  readonly lineOf: Int32Array
  private readonly firstSource: number
  private readonly calendar: Calendar
  private readonly lines: PacketLines
  /** By packet: when it comes out; to be set before `push`. */
  readonly dueNs: Float64Array
  /** By line: whether the calendar knows of it. */
  private readonly isPending: Uint8Array

  /** `isDelayed`: by hop. `packets`: slots of packets. */
  constructor(isDelayed: Uint8Array, packets: number, firstSource: number, calendar: Calendar) {
    this.calendar = calendar
    this.hops = Int32Array.from(isDelayed.keys()).filter((hop) => isDelayed[hop] === 1)
    this.lineOf = new Int32Array(isDelayed.length).fill(NONE)
    this.hops.forEach((hop, line) => (this.lineOf[hop] = line))
    this.firstSource = firstSource
    this.lines = new PacketLines(this.hops.length, this.hops.length > 0 ? packets : 0)
    this.dueNs = new Float64Array(this.hops.length > 0 ? packets : 0)
    this.isPending = new Uint8Array(this.hops.length)
  }

  /** One more packet, which does not come out before those in the line. */
  push(line: number, packet: number): void {
    this.lines.push(line, packet)
    if (this.isPending[line] === 0) this.await(line)
  }

  /** The first packet if its time has come, taken out; or -1. For the event of the line, until there is none. */
  takeDue(line: number): number {
    const packet = this.lines.first(line)
    // After a reset the packet may be gone that the calendar was told of.
    if (packet !== NONE && this.dueNs[packet]! <= this.calendar.clock[NOW]!) return this.lines.shift(line)
    this.await(line)
    return NONE
  }

  /** Takes all packets out. */
  empty(line: number, onPacket: (packet: number) => void): void {
    for (let packet = this.lines.shift(line); packet !== NONE; packet = this.lines.shift(line))
      onPacket(packet)
  }

  private await(line: number): void {
    const { calendar } = this
    const first = this.lines.first(line)
    this.isPending[line] = first === NONE ? 0 : 1
    if (first === NONE) return
    calendar.dueNs[this.firstSource + line] = this.dueNs[first]!
    calendar.add(this.firstSource + line)
  }
}
