/** The parties of a system and what belongs to whom. Actions work on it; the blocks decide. */
import { pciAddressParts, type PciAddress } from '../pci/address.ts'
import { defaultValues, type Values } from '../calibration/parameters.ts'
import { Assignments } from './device/assignment.ts'
import { PfConfigSpace } from './device/pf-config-space.ts'
import { CONTROL, SRIOV, SriovCapability } from './device/sriov/capability.ts'
import type { PfPlace } from './device/sriov/sysfs-numvfs.ts'
import type { AssignedVf } from './device/sriov/vf-config-space.ts'
import type { VfFunction } from './device/vf-function.ts'
import { InterruptRemapper } from './platform/interrupt-remapping.ts'
import type { IommuDomain } from './platform/iommu-domain.ts'
import { Iommu } from './platform/iommu.ts'
import { addressOf, routingIdOf } from './platform/routing-id.ts'
import type { DriverPair } from './driver-pair.ts'
import {
  DRIVER_MEMORY_BYTES,
  driverMemory,
  GUEST_DRIVER_BASE,
  HOST_DRIVER_IOVA,
  HOST_DRIVER_PHYSICAL,
  placeGuests,
  type DriverMemory,
  type Guest
} from './memory.ts'
import { nics, type NicFacts } from './nic.ts'
import { Timeline } from './timeline.ts'
import type { Party, SystemConfig } from './types.ts'

/** Who drives a VF. */
export type VfUser =
  | {
      readonly kind: 'guest'
      readonly guest: Guest
      /** What the guest sees of the function. */
      readonly view: AssignedVf
      readonly slot: number
    }
  /** The host's own VF driver; `domain` null = nothing is translated for it. */
  | { readonly kind: 'host'; readonly domain: IommuDomain | null }

/** A fault with the time at which it happened. */
export interface TimedFault {
  readonly atNs: number
  readonly address: PciAddress
  readonly text: string
}

/** One host with one PF. */
export class EmulatedHost {
  readonly config: SystemConfig
  readonly nic: NicFacts
  readonly values: Values = defaultValues
  readonly timeline = new Timeline()
  readonly sriov: SriovCapability
  readonly pf: PfConfigSpace
  readonly place: PfPlace
  readonly iommu: Iommu | null
  readonly remapper: InterruptRemapper | null
  readonly guests: ReadonlyMap<string, Guest>
  readonly assignments: Assignments
  readonly drivers: DriverPair
  /** The VFs that exist now, by index. */
  vfs: VfFunction[] = []
  /** Drivers of VFs; a VF without one is not in it. */
  readonly users = new Map<number, VfUser>()
  readonly faults: TimedFault[] = []
  isLinkUp = true

  constructor(config: SystemConfig, makeDrivers: (machine: EmulatedHost) => DriverPair) {
    this.config = config
    this.nic = nics[config.nic]
    this.sriov = new SriovCapability(this.nic.sriov)
    this.pf = new PfConfigSpace(this.nic.pf, this.sriov)
    this.place = {
      routingId: routingIdOf(config.pf),
      lastBus: config.lastBus,
      driverMaxVfs: this.nic.driverMaxVfs,
      hasSriovDriver: true,
      vfBarWindowBytes: allotWindow(this.sriov, config.vfWindowBytes)
    }
    placeCapability(this.sriov, config.hasAri, this.place.vfBarWindowBytes)
    const hasIommu = config.iommu !== 'off'
    this.iommu = hasIommu ? new Iommu(Math.round(this.values['iommu.latencyEntries'])) : null
    this.remapper = hasIommu ? new InterruptRemapper() : null
    this.guests = placeGuests(config)
    const { pfDriver } = this.nic
    const pf = { routingId: this.place.routingId, group: hasIommu ? PF_GROUP : null, driver: pfDriver }
    this.assignments = new Assignments(this.iommu, [pf])
    this.drivers = makeDrivers(this)
  }

  /** A VF by its index. Throws a RangeError where there is none. */
  vf(index: number): VfFunction {
    const found = this.vfs[index]
    if (found === undefined)
      throw new RangeError(`there is no VF ${index}: ${this.config.pf} has ${this.vfs.length} VFs`)
    return found
  }

  guest(id: string): Guest {
    const found = this.guests.get(id)
    if (found === undefined) throw new RangeError(`there is no VM ${id}`)
    return found
  }

  /** PCI address of a VF on the host. */
  addressOf(vf: VfFunction): PciAddress {
    return addressOf(pciAddressParts(this.config.pf).domain, vf.routingId)
  }

  /** IOMMU group of a VF: behind a port with ACS every function has one of its own. */
  groupOf(vf: VfFunction): number | null {
    if (this.iommu === null) return null
    return this.config.hasAcs === false ? PF_GROUP : FIRST_VF_GROUP + vf.index
  }

  /** The party whose driver has a VF: a guest, or the host's kernel; that too where it is unassigned. */
  partyOf(vf: VfFunction): Party {
    return this.users.get(vf.index)?.kind === 'guest' ? 'guest' : 'host-kernel'
  }

  /** Rings and buffers of a VF as its driver names them. */
  memoryOf(vf: VfFunction): DriverMemory {
    const user = this.users.get(vf.index)
    const offset = vf.index * DRIVER_MEMORY_BYTES
    if (user?.kind === 'guest') return driverMemory(GUEST_DRIVER_BASE + offset)
    return driverMemory((user?.domain == null ? HOST_DRIVER_PHYSICAL : HOST_DRIVER_IOVA) + offset)
  }

  /** Whose memory a host address is, in words. */
  ownerOfMemory(physical: number): string {
    for (const guest of this.guests.values())
      if (physical >= guest.physical && physical < guest.physical + guest.memoryBytes)
        return `memory of VM ${guest.id}`
    return 'memory of the host'
  }

  /** Name of the PF's interface, as systemd names it. */
  get interfaceName(): string {
    const { bus, device, function: fn } = pciAddressParts(this.config.pf)
    return `enp${bus}s${device}${fn > 0 ? `f${fn}` : ''}`
  }

  /** A line that the PF driver writes for its PCI device. */
  devLine(text: string): string {
    return `${this.nic.pfDriver} ${this.config.pf}: ${text}`
  }

  /** A line that the PF driver writes for its interface. */
  netLine(text: string): string {
    return `${this.nic.pfDriver} ${this.config.pf} ${this.interfaceName}: ${text}`
  }
}

/** Group of the PF. Those up to the first VF's belong to what the host had at boot. */
const PF_GROUP = 16
const FIRST_VF_GROUP = 41
/** Where the bridge's prefetchable window begins in host memory. */
const WINDOW_BASE = 0x38_0000_0000

/** What firmware and kernel write at boot: whether bridges above forward ARI, and where the VF BARs lie. */
function placeCapability(sriov: SriovCapability, hasAri: boolean, windowBytes: readonly number[]): void {
  if (hasAri) sriov.write16(SRIOV.CONTROL, CONTROL.ARI_CAPABLE_HIERARCHY, 0)
  let at = WINDOW_BASE
  windowBytes.forEach((bytes, bar) => {
    if (bytes === 0) return
    sriov.write32(SRIOV.VF_BAR0 + 4 * bar, at % 2 ** 32)
    if (sriov.variant.is64Bit[bar]) sriov.write32(SRIOV.VF_BAR0 + 4 * bar + 4, Math.floor(at / 2 ** 32))
    at += bytes
  })
}

/** The bridge's window goes to the VF BARs in order: each takes room for TotalVFs, or nothing where it is short. */
function allotWindow(sriov: SriovCapability, windowBytes: number): readonly number[] {
  let left = windowBytes
  return sriov.variant.vfBarBytes.map((_, bar) => {
    const wanted = sriov.vfBarBytes(bar) * sriov.variant.totalVfs
    if (wanted > left) return 0
    left -= wanted
    return wanted
  })
}
