/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/** Packets on their way: a slot each, handed out again when the packet is through. 17 bytes a slot. */
const NONE = -1

/** A fixed number of slots and what is known of the packet in each. */
export class PacketSlots {
  readonly birthNs: Float64Array
  /** Hop that the packet is at, and number of its size within its flow. */
  readonly hop: Int32Array
  readonly size: Uint8Array
  /** Free slots are a stack: the last one back is the first out again, because it is still in the cache. */
  private readonly free: Int32Array
  private freeCount: number

  constructor(slots: number) {
    this.birthNs = new Float64Array(slots)
    this.hop = new Int32Array(slots)
    this.size = new Uint8Array(slots)
    this.free = Int32Array.from({ length: slots }, (_, at) => slots - 1 - at)
    this.freeCount = slots
  }

  /** A slot for one more packet; -1 = all are taken. */
  take(): number {
    return this.freeCount === 0 ? NONE : this.free[--this.freeCount]!
  }

  /** The packet in this slot is through. */
  release(packet: number): void {
    this.free[this.freeCount++] = packet
  }
}
