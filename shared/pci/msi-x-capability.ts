/** MSI-X Capability. Source: PCI Express Base 5.0, 7.7.2; names as there. */
import { CAPABILITY, findCapability } from './capabilities.ts'
import type { ConfigSpace } from './config-space.ts'

/** The interrupt vectors of a function. */
export interface MsiXCapability {
  /** Vectors, 1-2048. */
  readonly tableSize: number
  readonly isEnabled: boolean
  /** BAR in which the table lies, 0-5. */
  readonly tableBar: number
  /** Bytes from the start of that BAR. */
  readonly tableOffset: number
}

/** null = no such capability, or config space past 64 bytes was not read. */
export function msiXCapability(config: ConfigSpace): MsiXCapability | null {
  const offset = findCapability(config, CAPABILITY.msiX)
  const messageControl = offset === null ? null : config.u16(offset + 0x02)
  const table = offset === null ? null : config.u32(offset + 0x04)
  if (messageControl === null || table === null) return null
  return {
    tableSize: (messageControl & 0x7ff) + 1,
    isEnabled: (messageControl & (1 << 15)) !== 0,
    tableBar: table & 0x7,
    tableOffset: (table & ~0x7) >>> 0
  }
}
