/**
 * MSI-X of a function: the capability's Message Control, the table of messages and the pending bits.
 *
 * Modelled: enable, function mask, vector mask with its pending bit, what reset leaves (masked and disabled).
 * Left out: the place of table and PBA in a BAR beyond its offsets, steering tags.
 * Source: PCI Express Base 5.0, 6.1.4 and 7.7.2; register names as there.
 */

/** Bits of Message Control; bits 10:0 hold the table size less one. */
export const MESSAGE_CONTROL = { FUNCTION_MASK: 1 << 14, ENABLE: 1 << 15 } as const

/** Bits of Vector Control. */
export const VECTOR_CONTROL = { MASK: 1 << 0 } as const

/** A memory write that the interrupt controller, or the IOMMU before it, takes for an interrupt. */
export interface MsixMessage {
  readonly address: number
  /** 32 bits. */
  readonly data: number
}

interface Entry {
  message: MsixMessage
  vectorControl: number
}

/** MSI-X of one function. */
export class Msix {
  /** Vectors of the table, at most 2048. */
  readonly vectors: number
  private control = 0
  private table: Entry[] = []
  private pending = new Set<number>()

  constructor(vectors: number) {
    if (!Number.isInteger(vectors) || vectors < 1 || vectors > 2048)
      throw new RangeError(`MSI-X tables have 1 to 2048 vectors, not ${vectors}`)
    this.vectors = vectors
    this.reset()
  }

  get isEnabled(): boolean {
    return (this.control & MESSAGE_CONTROL.ENABLE) !== 0
  }

  /** Message Control. */
  readControl(): number {
    return this.control | (this.vectors - 1)
  }

  /** Gives the messages that had been waiting and now leave, in order of vectors. */
  writeControl(value: number): readonly MsixMessage[] {
    this.control = value & (MESSAGE_CONTROL.ENABLE | MESSAGE_CONTROL.FUNCTION_MASK)
    return this.flush()
  }

  /** Address and data of a vector. Software masks it before. */
  writeMessage(vector: number, message: MsixMessage): void {
    const entry = this.table[vector]
    if (entry !== undefined) entry.message = message
  }

  readVectorControl(vector: number): number {
    return this.table[vector]?.vectorControl ?? 0
  }

  /** Gives the message that had been waiting behind the mask, where there is one. */
  writeVectorControl(vector: number, value: number): readonly MsixMessage[] {
    const entry = this.table[vector]
    if (entry === undefined) return []
    // All other bits are reserved and keep zero.
    entry.vectorControl = value & VECTOR_CONTROL.MASK
    return this.flush()
  }

  /** The pending bit of a vector. */
  isPending(vector: number): boolean {
    return this.pending.has(vector)
  }

  /**
   * The function raises a vector: the message that leaves at once, or null. Behind a mask it waits in the PBA;
   * while MSI-X is disabled nothing is kept.
   */
  raise(vector: number): MsixMessage | null {
    const entry = this.table[vector]
    if (!this.isEnabled || entry === undefined) return null
    if (!this.isMasked(entry)) return entry.message
    this.pending.add(vector)
    return null
  }

  /** Reset of the function: disabled, every vector masked, nothing pending. */
  reset(): void {
    this.control = 0
    this.pending.clear()
    this.table = Array.from({ length: this.vectors }, () => ({
      message: { address: 0, data: 0 },
      vectorControl: VECTOR_CONTROL.MASK
    }))
  }

  private isMasked(entry: Entry): boolean {
    return (
      (this.control & MESSAGE_CONTROL.FUNCTION_MASK) !== 0 ||
      (entry.vectorControl & VECTOR_CONTROL.MASK) !== 0
    )
  }

  private flush(): readonly MsixMessage[] {
    if (!this.isEnabled) return []
    const leaving = [...this.pending].sort((a, b) => a - b)
    return leaving.flatMap((vector) => {
      const entry = this.table[vector]
      if (entry === undefined || this.isMasked(entry)) return []
      this.pending.delete(vector)
      return [entry.message]
    })
  }
}
