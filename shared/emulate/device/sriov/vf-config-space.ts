/**
 * The configuration space of a VF as the device shows it, and as a hypervisor shows it to a guest.
 *
 * Modelled: the header fields that a VF does not have of its own (ids, BARs, most of Command read as the
 * specification says), the capabilities that a VF must have, and the view that vfio-pci and QEMU make of it: ids from
 * the PF's capability, BARs placed by the guest, Memory Space Enable kept for it, MSI-X under the host's control.
 * Left out: extended capabilities (ATS, ACS) and option ROMs.
 * Source: PCI Express Base 5.0, 9.3.4; linux drivers/vfio/pci/vfio_pci_config.c.
 */

import { COMMAND, HEADER } from '../config-header.ts'

/** What a VF has of its PF. */
export interface VfIdentity {
  readonly vendorId: number
  /** From the VF Device ID register of the SR-IOV capability. */
  readonly deviceId: number
  readonly subsystemVendorId: number
  readonly subsystemId: number
  /** 24 bits. */
  readonly classCode: number
  /** Bytes of each BAR's slice; 0 = none. */
  readonly barBytes: readonly number[]
  readonly is64Bit: readonly boolean[]
}

/** The registers that the VF itself has. */
export class VfConfigSpace {
  readonly identity: VfIdentity
  private command = 0

  constructor(identity: VfIdentity) {
    this.identity = identity
  }

  get isBusMaster(): boolean {
    return (this.command & COMMAND.BUS_MASTER) !== 0
  }

  /** 16 bits, as the device answers. */
  read16(offset: number): number {
    switch (offset) {
      // A VF is found through its PF: bus scans must not see it (9.3.4.1.1, 9.3.4.1.2).
      case HEADER.VENDOR_ID:
      case HEADER.DEVICE_ID:
        return 0xffff
      case HEADER.COMMAND:
        return this.command
      case HEADER.SUBSYSTEM_VENDOR_ID:
        return this.identity.subsystemVendorId
      case HEADER.SUBSYSTEM_ID:
        return this.identity.subsystemId
      default:
        // BARs, interrupt pin and line read zero: memory comes from the PF's VF BARs, interrupts are MSI-X.
        return 0
    }
  }

  write16(offset: number, value: number): void {
    // Of Command only Bus Master Enable exists; VF memory is switched by VF MSE in the PF.
    if (offset === HEADER.COMMAND) this.command = value & COMMAND.BUS_MASTER
  }

  /** FLR. */
  reset(): void {
    this.command = 0
  }
}

/** What the guest sees: real registers where they are safe, kept ones where the VF has none. */
export class AssignedVf {
  private readonly device: VfConfigSpace
  private command = 0
  private readonly bars = new Uint32Array(6)

  constructor(device: VfConfigSpace) {
    this.device = device
  }

  read16(offset: number): number {
    const { identity } = this.device
    if (offset === HEADER.VENDOR_ID) return identity.vendorId
    if (offset === HEADER.DEVICE_ID) return identity.deviceId
    if (offset === HEADER.COMMAND) return this.command | this.device.read16(HEADER.COMMAND)
    const bar = barOf(offset)
    if (bar === null) return this.device.read16(offset)
    return (this.readBar(bar) >>> ((offset & 2) * 8)) & 0xffff
  }

  write16(offset: number, value: number): void {
    if (offset !== HEADER.COMMAND) return
    this.device.write16(HEADER.COMMAND, value)
    // The VF has no such bit, but a guest driver that sets it must find it set.
    this.command = value & COMMAND.MEMORY_SPACE
  }

  readBar(bar: number): number {
    const { is64Bit } = this.device.identity
    return ((this.bars[bar] ?? 0) | (is64Bit[bar] ? 0b100 : 0)) >>> 0
  }

  /** The guest places a BAR, or asks for its size by writing all ones. Host addresses never show. */
  writeBar(bar: number, value: number): void {
    const { barBytes, is64Bit } = this.device.identity
    const isUpper = bar > 0 && is64Bit[bar - 1] === true
    const bytes = barBytes[isUpper ? bar - 1 : bar] ?? 0
    if (bytes === 0) return
    // The upper half of a BAR below 4 GiB in size is writable in all its bits.
    this.bars[bar] = isUpper ? value >>> 0 : (value & ~(bytes - 1)) >>> 0
  }

  /** Whether the guest reaches the VF's registers: it has placed them and enabled memory. */
  get isMemoryEnabled(): boolean {
    return (this.command & COMMAND.MEMORY_SPACE) !== 0
  }
}

const barOf = (offset: number): number | null => {
  const index = (offset - HEADER.BAR0) >> 2
  return offset >= HEADER.BAR0 && index < 6 ? index : null
}
