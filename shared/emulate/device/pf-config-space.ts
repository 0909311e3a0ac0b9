/**
 * The configuration space of a PF as far as virtualisation goes: its ids, the PCI Express capability with the FLR
 * bit, and the SR-IOV capability among the extended ones.
 *
 * Modelled: a chain of extended capabilities (ARI, SR-IOV), the FLR bit that reads zero, what FLR clears.
 * Left out: power management, error reporting, the link's own registers.
 * Source: PCI Express Base 5.0, 7.5.3, 7.6.3 and 9.3. Checked: the SR-IOV capability of an 82576 on the virtual lab
 * host has the same header and constant registers.
 */
import { HEADER } from './config-header.ts'
import type { SriovCapability } from './sriov/capability.ts'

/** Ids of extended capabilities. */
const EXTENDED_CAPABILITY = { ARI: 0x000e, SRIOV: 0x0010 } as const

/** Where the PCI Express capability lies in the Intel NICs that are modelled. */
export const PCIE_CAPABILITY = 0xa0
/** Device Control, from the start of the PCI Express capability. */
export const DEVICE_CONTROL = 0x08
/** Bits of Device Control. */
export const DEVICE_CONTROL_BITS = { INITIATE_FLR: 1 << 15 } as const

/** Bytes of the SR-IOV capability. */
const SRIOV_BYTES = 0x40

/** Ids and layout of a PF. */
export interface PfIdentity {
  readonly vendorId: number
  readonly deviceId: number
  /** Where ARI and SR-IOV lie among the extended capabilities. */
  readonly ariOffset: number
  readonly sriovOffset: number
}

/** Registers of one PF. */
export class PfConfigSpace {
  readonly identity: PfIdentity
  private readonly sriov: SriovCapability
  private command = 0

  constructor(identity: PfIdentity, sriov: SriovCapability) {
    this.identity = identity
    this.sriov = sriov
  }

  /** 16 bits at an even offset. */
  read16(offset: number): number {
    if (offset === HEADER.VENDOR_ID) return this.identity.vendorId
    if (offset === HEADER.DEVICE_ID) return this.identity.deviceId
    if (offset === HEADER.COMMAND) return this.command
    // Initiate FLR always reads zero.
    if (offset === PCIE_CAPABILITY + DEVICE_CONTROL) return 0
    const word = this.read32(offset & ~3)
    return (offset & 2 ? word >>> 16 : word) & 0xffff
  }

  /** 32 bits at an offset that is a multiple of four. */
  read32(offset: number): number {
    const { ariOffset, sriovOffset } = this.identity
    if (offset === ariOffset) return extendedHeader(EXTENDED_CAPABILITY.ARI, sriovOffset)
    if (offset === sriovOffset) return extendedHeader(EXTENDED_CAPABILITY.SRIOV, 0)
    return this.isSriov(offset) ? this.sriov.read32(offset - sriovOffset) : 0
  }

  /** Writes 16 bits. Setting Initiate FLR resets the function. */
  write16(offset: number, value: number, nowMs: number): void {
    if (offset === HEADER.COMMAND) this.command = value
    else if (offset === PCIE_CAPABILITY + DEVICE_CONTROL) {
      if (value & DEVICE_CONTROL_BITS.INITIATE_FLR) this.reset()
    } else if (this.isSriov(offset)) this.sriov.write16(offset - this.identity.sriovOffset, value, nowMs)
  }

  write32(offset: number, value: number): void {
    if (this.isSriov(offset)) this.sriov.write32(offset - this.identity.sriovOffset, value)
  }

  private isSriov(offset: number): boolean {
    const { sriovOffset } = this.identity
    return offset > sriovOffset && offset < sriovOffset + SRIOV_BYTES
  }

  private reset(): void {
    this.command = 0
    this.sriov.resetFunction()
  }
}

/** Version 1 of capability `id`; `next` 0 = the last one. */
const extendedHeader = (id: number, next: number): number => ((next << 20) | (1 << 16) | id) >>> 0
