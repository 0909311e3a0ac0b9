/**
 * The SR-IOV Extended Capability of a PF as live registers: what software writes decides which VFs exist, where
 * they are, and when they answer.
 *
 * Modelled: NumVFs, offset and stride with their dependence on NumVFs and ARI, VF Enable and MSE with the waits
 * around them, System Page Size, VF BARs with sizing, FLR of the PF.
 * Left out: VF migration, VF resizable BARs, function dependency links of multi-function devices.
 * Source: PCI Express Base 5.0, 9.3.3 and 9.2; register names and offsets as there. Checked: row 64, and register by
 * register against the 82576 of the virtual lab host.
 */

import { defaultValues } from '../../../calibration/parameters.ts'

/** Offsets from the start of the capability. */
export const SRIOV = {
  CONTROL: 0x08,
  STATUS: 0x0a,
  INITIAL_VFS: 0x0c,
  TOTAL_VFS: 0x0e,
  NUM_VFS: 0x10,
  FUNCTION_LINK: 0x12,
  FIRST_VF_OFFSET: 0x14,
  VF_STRIDE: 0x16,
  VF_DEVICE_ID: 0x1a,
  SUPPORTED_PAGE_SIZES: 0x1c,
  SYSTEM_PAGE_SIZE: 0x20,
  VF_BAR0: 0x24
} as const

/** Bits of SR-IOV Control. */
export const CONTROL = {
  VF_ENABLE: 1 << 0,
  VF_MEMORY_SPACE_ENABLE: 1 << 3,
  ARI_CAPABLE_HIERARCHY: 1 << 4
} as const

/** A VF answers configuration requests this long after VF Enable at the latest (9.3.3.3.1). */
export const VF_ENABLE_WAIT_MS = defaultValues['ctrl.vfEnableWait']
/** After clearing VF Enable software leaves the VFs alone for this long. */
export const VF_DISABLE_WAIT_MS = defaultValues['ctrl.vfDisableWait']

/** What differs between devices. */
export interface SriovVariant {
  readonly totalVfs: number
  readonly vfDeviceId: number
  /** Offset and stride for a number of VFs, with or without ARI above. */
  readonly placement: (numVfs: number, isAri: boolean) => { readonly offset: number; readonly stride: number }
  /** Bit n stands for pages of 2^(n+12) bytes. */
  readonly supportedPageSizes: number
  /** Size of one VF's share of each BAR, bytes; 0 = no such BAR. A 64-bit BAR takes two entries, the second 0. */
  readonly vfBarBytes: readonly [number, number, number, number, number, number]
  /** Which of the BARs are 64 bits wide. */
  readonly is64Bit: readonly [boolean, boolean, boolean, boolean, boolean, boolean]
}

/** Devices whose capability is known from a datasheet or a capture. */
export const sriovVariants = {
  '82599': {
    totalVfs: 64,
    vfDeviceId: 0x10ed,
    placement: (_numVfs, isAri) => ({ offset: isAri ? 128 : 384, stride: 2 }),
    supportedPageSizes: 0x553,
    vfBarBytes: [16384, 0, 0, 16384, 0, 0],
    is64Bit: [true, false, false, true, false, false]
  },
  /** Dual port. Captured with ARI; without it the VFs are taken to lie one bus further, as those of the 82599. */
  xl710: {
    totalVfs: 64,
    vfDeviceId: 0x154c,
    placement: (_numVfs, isAri) => ({ offset: isAri ? 16 : 272, stride: 1 }),
    supportedPageSizes: 0x553,
    vfBarBytes: [65536, 0, 0, 16384, 0, 0],
    is64Bit: [true, false, false, true, false, false]
  },
  '82576': {
    totalVfs: 8,
    vfDeviceId: 0x10ca,
    placement: (_numVfs, isAri) => ({ offset: isAri ? 128 : 384, stride: 2 }),
    supportedPageSizes: 0x553,
    vfBarBytes: [16384, 0, 0, 16384, 0, 0],
    is64Bit: [true, false, false, true, false, false]
  },
  /** The NVMe controller of the virtual lab host. */
  nvme: {
    totalVfs: 4,
    vfDeviceId: 0x0010,
    placement: () => ({ offset: 1, stride: 1 }),
    supportedPageSizes: 0x553,
    vfBarBytes: [16384, 0, 0, 0, 0, 0],
    is64Bit: [true, false, false, false, false, false]
  }
} as const satisfies Record<string, SriovVariant>

/** What a configuration request to a VF meets. */
export type VfPresence =
  /** No such function: reads give all ones (Unsupported Request). */
  | 'absent'
  /** Enabled less than 100 ms ago: Configuration Request Retry Status. */
  | 'not-ready'
  | 'present'

/** One PF's capability. Times are milliseconds of any clock that does not go back. */
export class SriovCapability {
  readonly variant: SriovVariant
  private control = 0
  private numVfs = 0
  private systemPageSize = 1
  private readonly bars = new Uint32Array(6)
  private enabledAtMs = 0

  constructor(variant: SriovVariant) {
    this.variant = variant
  }

  get isVfEnabled(): boolean {
    return (this.control & CONTROL.VF_ENABLE) !== 0
  }

  /** VFs that exist now. */
  get vfCount(): number {
    return this.isVfEnabled ? this.numVfs : 0
  }

  private get placement(): { readonly offset: number; readonly stride: number } {
    return this.variant.placement(this.numVfs, (this.control & CONTROL.ARI_CAPABLE_HIERARCHY) !== 0)
  }

  /** A 16-bit register. */
  read16(register: number): number {
    switch (register) {
      case SRIOV.CONTROL:
        return this.control
      case SRIOV.INITIAL_VFS:
      case SRIOV.TOTAL_VFS:
        return this.variant.totalVfs
      case SRIOV.NUM_VFS:
        return this.numVfs
      case SRIOV.FIRST_VF_OFFSET:
        return this.placement.offset
      case SRIOV.VF_STRIDE:
        return this.placement.stride
      case SRIOV.VF_DEVICE_ID:
        return this.variant.vfDeviceId
      default:
        return 0
    }
  }

  /** A 32-bit register. */
  read32(register: number): number {
    if (register === SRIOV.SUPPORTED_PAGE_SIZES) return this.variant.supportedPageSizes
    if (register === SRIOV.SYSTEM_PAGE_SIZE) return this.systemPageSize
    const bar = barIndex(register)
    if (bar === null) return this.read16(register) | (this.read16(register + 2) << 16)
    // Type bits: 64 bits wide (10b), prefetchable.
    return ((this.bars[bar] ?? 0) | (this.variant.is64Bit[bar] ? 0b1100 : 0)) >>> 0
  }

  write16(register: number, value: number, nowMs: number): void {
    if (register === SRIOV.CONTROL) this.writeControl(value, nowMs)
    // NumVFs is locked while VFs exist, and cannot exceed TotalVFs.
    else if (register === SRIOV.NUM_VFS && !this.isVfEnabled && value <= this.variant.totalVfs)
      this.numVfs = value
  }

  write32(register: number, value: number): void {
    if (register === SRIOV.SYSTEM_PAGE_SIZE) {
      const isOneBit = value !== 0 && (value & (value - 1)) === 0
      if (!this.isVfEnabled && isOneBit && (value & this.variant.supportedPageSizes) !== 0)
        this.systemPageSize = value
      return
    }
    const bar = barIndex(register)
    if (bar === null || (this.control & CONTROL.VF_MEMORY_SPACE_ENABLE) !== 0) return
    this.bars[bar] = this.isUpperHalf(bar) ? value >>> 0 : (value & ~(this.vfBarBytes(bar) - 1)) >>> 0
  }

  private writeControl(value: number, nowMs: number): void {
    const wasEnabled = this.isVfEnabled
    const writable = CONTROL.VF_ENABLE | CONTROL.VF_MEMORY_SPACE_ENABLE | CONTROL.ARI_CAPABLE_HIERARCHY
    // The hierarchy bit moves VFs and is locked while they exist.
    const ari = wasEnabled ? this.control : value
    this.control = (value & writable & ~CONTROL.ARI_CAPABLE_HIERARCHY) | (ari & CONTROL.ARI_CAPABLE_HIERARCHY)
    const isEnabled = (this.control & CONTROL.VF_ENABLE) !== 0
    if (!wasEnabled && isEnabled) this.enabledAtMs = nowMs
  }

  /** Bytes of one VF's share of a BAR: never less than the system page. */
  vfBarBytes(bar: number): number {
    const bytes = this.variant.vfBarBytes[bar] ?? 0
    return bytes === 0 ? 0 : Math.max(bytes, this.systemPageSize * 4096)
  }

  private isUpperHalf(bar: number): boolean {
    return bar > 0 && this.variant.is64Bit[bar - 1] === true
  }

  /** Where a VF's share of a BAR lies; null = no such BAR, or no memory space. */
  vfBarAddress(bar: number, vf: number): bigint | null {
    const size = this.vfBarBytes(bar)
    if (size === 0 || vf >= this.vfCount || (this.control & CONTROL.VF_MEMORY_SPACE_ENABLE) === 0) return null
    const high = this.variant.is64Bit[bar] ? BigInt(this.bars[bar + 1] ?? 0) << 32n : 0n
    return high + BigInt(this.bars[bar] ?? 0) + BigInt(size) * BigInt(vf)
  }

  /** Routing id of VF `vf` (0-based) for a PF of `pfRoutingId`; may exceed 16 bits. */
  routingId(pfRoutingId: number, vf: number): number {
    return pfRoutingId + this.placement.offset + vf * this.placement.stride
  }

  /** What a request to VF `vf` meets at `nowMs`. */
  presence(vf: number, nowMs: number): VfPresence {
    if (vf < 0 || vf >= this.vfCount) return 'absent'
    return nowMs - this.enabledAtMs < VF_ENABLE_WAIT_MS ? 'not-ready' : 'present'
  }

  /** FLR of the PF: VF Enable is cleared, so all VFs are gone; nothing is left of what was set (9.2.2.1). */
  resetFunction(): void {
    this.control = 0
    this.numVfs = 0
    this.systemPageSize = 1
    this.bars.fill(0)
  }
}

const barIndex = (register: number): number | null => {
  const index = (register - SRIOV.VF_BAR0) / 4
  return Number.isInteger(index) && index >= 0 && index < 6 ? index : null
}
