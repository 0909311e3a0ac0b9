/**
 * The bytes of a function's configuration space, little-endian, from offset 0. Without root Linux gives only the
 * first 64 bytes: a register past the end reads as null, never as 0.
 */
export interface ConfigSpace {
  /** Bytes that were read: 64, 128, 256 or 4096. */
  readonly length: number
  u8(offset: number): number | null
  u16(offset: number): number | null
  u32(offset: number): number | null
}

/** Config space from hex digits. Odd or foreign digits end it: what stands before them counts. */
export function configSpaceOf(hex: string): ConfigSpace {
  const digits = /^(?:[0-9a-f]{2})*/i.exec(hex)?.[0] ?? ''
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16)
  )
  const view = new DataView(bytes.buffer)
  const within = (offset: number, size: number): boolean => offset >= 0 && offset + size <= bytes.length
  return {
    length: bytes.length,
    u8: (offset) => (within(offset, 1) ? view.getUint8(offset) : null),
    u16: (offset) => (within(offset, 2) ? view.getUint16(offset, true) : null),
    u32: (offset) => (within(offset, 4) ? view.getUint32(offset, true) : null)
  }
}
