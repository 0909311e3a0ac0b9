/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/** Lines of packets, first in first out, linked through one array: a packet stands in one line at most. */
const NONE = -1

/** A fixed number of lines for a fixed number of packets. */
export class PacketLines {
  private readonly head: Int32Array
  private readonly tail: Int32Array
  private readonly next: Int32Array

  constructor(lines: number, packets: number) {
    this.head = new Int32Array(lines).fill(NONE)
    this.tail = new Int32Array(lines).fill(NONE)
    this.next = new Int32Array(packets)
  }

  /** The first of the line, which stays there; -1 = the line is empty. */
  first(line: number): number {
    return this.head[line]!
  }

  push(line: number, packet: number): void {
    this.next[packet] = NONE
    const last = this.tail[line]!
    if (last === NONE) this.head[line] = packet
    else this.next[last] = packet
    this.tail[line] = packet
  }

  /** The first of the line, taken out; -1 = the line is empty. */
  shift(line: number): number {
    const packet = this.head[line]!
    if (packet === NONE) return NONE
    const next = this.next[packet]!
    this.head[line] = next
    if (next === NONE) this.tail[line] = NONE
    return packet
  }

  /** Takes all packets out for which `isOut` holds; the others keep their order. */
  remove(line: number, isOut: (packet: number) => boolean): void {
    let packet = this.head[line]!
    this.head[line] = NONE
    this.tail[line] = NONE
    while (packet !== NONE) {
      const next = this.next[packet]!
      if (!isOut(packet)) this.push(line, packet)
      packet = next
    }
  }
}
