/**
 * A ring of descriptors that a driver fills and a device empties: base, length, head and tail.
 *
 * Modelled: ownership (the device owns what lies from head up to tail), the doorbell that moves the tail, one
 * descriptor that always stays free so that full and empty differ.
 * Left out: prefetching, thresholds of the write-back, several buffers for one frame.
 * Source: Intel 82599 datasheet 7.1.5 (receive) and 7.2.3 (transmit).
 */

/** Bytes of a descriptor of the 82599 and of i40e's legacy format. */
export const DESCRIPTOR_BYTES = 16

/** What a descriptor says. Addresses are the driver's: the IOMMU translates them. */
export interface Descriptor {
  readonly buffer: number
  readonly bytes: number
}

/** One queue's ring. */
export class DescriptorRing {
  readonly length: number
  private base: number | null = null
  private headAt = 0
  private tailAt = 0
  private readonly slots: (Descriptor | null)[]

  constructor(length: number) {
    // The datasheet wants multiples of 8 (128 bytes).
    if (length < 8 || length % 8 !== 0)
      throw new RangeError(`a ring has a multiple of 8 descriptors, not ${length}`)
    this.length = length
    this.slots = Array.from({ length }, () => null)
  }

  /** Whether a driver has set the ring up. */
  get isEnabled(): boolean {
    return this.base !== null
  }

  get head(): number {
    return this.headAt
  }

  get tail(): number {
    return this.tailAt
  }

  /** Descriptors that the device owns. */
  get filled(): number {
    return (this.tailAt - this.headAt + this.length) % this.length
  }

  /** The driver writes base, length, head and tail, and enables the queue. */
  enable(base: number): void {
    this.reset()
    this.base = base
  }

  /** The driver writes a descriptor at the tail; false where the ring is full. The device sees it after `ring`. */
  place(descriptor: Descriptor, ahead = 0): boolean {
    if (this.base === null || this.filled + ahead >= this.length - 1) return false
    this.slots[(this.tailAt + ahead) % this.length] = descriptor
    return true
  }

  /** The doorbell: `count` descriptors more belong to the device. Gives the new tail. */
  ring(count: number): number {
    this.tailAt = (this.tailAt + count) % this.length
    return this.tailAt
  }

  /** The next descriptor and where in memory it lies; null = the device owns none. */
  take(): { readonly descriptor: Descriptor; readonly address: number } | null {
    const descriptor = this.slots[this.headAt]
    if (this.base === null || this.filled === 0 || descriptor === null || descriptor === undefined)
      return null
    const address = this.base + this.headAt * DESCRIPTOR_BYTES
    this.slots[this.headAt] = null
    this.headAt = (this.headAt + 1) % this.length
    return { descriptor, address }
  }

  /** Reset of the function: the queue is off and forgets its place. */
  reset(): void {
    this.base = null
    this.headAt = 0
    this.tailAt = 0
    this.slots.fill(null)
  }
}
