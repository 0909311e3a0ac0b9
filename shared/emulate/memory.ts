/** Where the memory of a system lies: VMs in host memory, and rings and buffers of VF drivers in their own view. */
import { IommuDomain, type IommuPageBytes } from './platform/iommu-domain.ts'
import type { SystemConfig } from './types.ts'

const GIB = 2 ** 30
/** Least memory of a VM: rings and buffers of 64 VFs find room in it. */
export const MIN_VM_BYTES = 256 * 2 ** 20

/** A running VM, as far as its devices see it. */
export interface Guest {
  readonly id: string
  readonly memoryBytes: number
  /** First byte of its memory in the host's. */
  readonly physical: number
  /** Its memory as its devices reach it: guest address = I/O virtual address. */
  readonly domain: IommuDomain
  /** PCI slots behind root ports that hold an assigned function. */
  readonly slots: Set<number>
}

/**
 * VMs in host memory, one behind the other. The first lies above everything that any guest can name as its own, so
 * that a host address never means a VM's own memory by accident.
 */
export function placeGuests(config: SystemConfig): ReadonlyMap<string, Guest> {
  const largest = Math.max(0, ...config.vms.map((vm) => vm.memoryBytes))
  let physical = Math.max(4 * GIB, Math.ceil(largest / GIB) * GIB)
  const guests = new Map<string, Guest>()
  for (const { id, memoryBytes } of config.vms) {
    if (memoryBytes < MIN_VM_BYTES || memoryBytes % 4096 !== 0)
      throw new RangeError(`${id} has ${memoryBytes} bytes: 256 MiB or more in whole pages of 4 KiB`)
    if (guests.has(id)) throw new RangeError(`two VMs are called ${id}`)
    const domain = new IommuDomain(guests.size + 1, config.iommuPageBytes satisfies IommuPageBytes)
    domain.map({ iova: 0, physical, bytes: memoryBytes, canRead: true, canWrite: true })
    guests.set(id, { id, memoryBytes, physical, domain, slots: new Set() })
    physical += Math.ceil(memoryBytes / GIB) * GIB
  }
  return guests
}

/** Rings and buffers of one VF, as its driver names them. */
export interface DriverMemory {
  readonly txRing: number
  readonly rxRing: number
  readonly txBuffer: number
  /** The first of the receive buffers, which lie one behind the other. */
  readonly rxBuffers: number
}

/** Bytes from the first ring of a VF to that of the next. */
export const DRIVER_MEMORY_BYTES = 2 * 2 ** 20
/** Bytes of a receive buffer. linux ixgbevf: half a page. */
export const RX_BUFFER_BYTES = 2048

/** The memory of a VF driver from `base` on. */
export const driverMemory = (base: number): DriverMemory => ({
  txRing: base,
  rxRing: base + 0x10000,
  txBuffer: base + 0x20000,
  rxBuffers: base + 0x80000
})

/** Where a guest's drivers have it: guest physical addresses. */
export const GUEST_DRIVER_BASE = 64 * 2 ** 20
/** Where the host's own VF drivers have it in host memory. */
export const HOST_DRIVER_PHYSICAL = GIB
/** Where the host's drivers have it behind the IOMMU: addresses are handed out from the top of the first 4 GiB. */
export const HOST_DRIVER_IOVA = 4 * GIB - 256 * 2 ** 20
