/**
 * The two linked lists of capabilities. Sources: PCI Express Base 5.0, 7.5.1.1.11 (Capabilities Pointer), 7.6.3
 * (Extended Capability Header); numbers as in include/uapi/linux/pci_regs.h.
 */
import type { ConfigSpace } from './config-space.ts'

/** Where a capability begins. */
export interface Capability {
  readonly id: number
  /** Of its first byte, from the start of config space. */
  readonly offset: number
}

/** Standard capabilities, PCI_CAP_ID_*. */
export const CAPABILITY = { msi: 0x05, pciExpress: 0x10, msiX: 0x11 } as const

/** Extended capabilities, PCI_EXT_CAP_ID_*. */
export const EXTENDED_CAPABILITY = { acs: 0x0d, srIov: 0x10 } as const

const STATUS = 0x06
const STATUS_CAPABILITIES_LIST = 1 << 4
const CAPABILITIES_POINTER = 0x34
const FIRST_CAPABILITY = 0x40
const FIRST_EXTENDED = 0x100

/**
 * Standard capabilities in the order of the list. A broken device may point in a circle or outside: every offset is
 * visited at most once and the walk ends at the first one that is not in the capability area or was not read.
 */
export function capabilities(config: ConfigSpace): readonly Capability[] {
  const found: Capability[] = []
  const status = config.u16(STATUS)
  if (status === null || (status & STATUS_CAPABILITIES_LIST) === 0) return found
  const seen = new Set<number>()
  let offset = (config.u8(CAPABILITIES_POINTER) ?? 0) & ~3
  while (offset >= FIRST_CAPABILITY && !seen.has(offset)) {
    seen.add(offset)
    const id = config.u8(offset)
    const next = config.u8(offset + 1)
    if (id === null || next === null || id === 0xff) break
    found.push({ id, offset })
    offset = next & ~3
  }
  return found
}

/** Extended capabilities in the order of the list; none for conventional PCI or without root. The same guards apply. */
export function extendedCapabilities(config: ConfigSpace): readonly Capability[] {
  const found: Capability[] = []
  const seen = new Set<number>()
  let offset = FIRST_EXTENDED
  while (offset >= FIRST_EXTENDED && !seen.has(offset)) {
    seen.add(offset)
    const header = config.u32(offset)
    // A list that is empty is a header of zeros; all ones is a device that does not answer.
    if (header === null || header === 0 || header === 0xffff_ffff) break
    found.push({ id: header & 0xffff, offset })
    offset = (header >>> 20) & ~3
  }
  return found
}

/** Offset of the first standard capability with that id; null where there is none or it was not read. */
export const findCapability = (config: ConfigSpace, id: number): number | null =>
  capabilities(config).find((capability) => capability.id === id)?.offset ?? null

/** Offset of the first extended capability with that id; null where there is none or it was not read. */
export const findExtendedCapability = (config: ConfigSpace, id: number): number | null =>
  extendedCapabilities(config).find((capability) => capability.id === id)?.offset ?? null
