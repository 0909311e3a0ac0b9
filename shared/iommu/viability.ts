/**
 * What can be assigned is the IOMMU group, not only the function: a VM gets a function only when every other
 * device of its group is out of the host's hands.
 * Sources: Documentation/driver-api/vfio.rst; `vfio_dev_driver_allowed` in drivers/vfio/vfio_main.c.
 */
import { isPciBridge } from '../pci/class-code.ts'
import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import type { Reading } from '../reading.ts'

/** What decides about a member of a group. */
export interface GroupMember {
  readonly address: PciAddress
  /** 24 bits. */
  readonly classCode: number
  readonly driver: Reading<string | null>
}

/** The verdict on giving one member of a group to a VM. Addresses in order of the bus. */
export type GroupVerdict =
  /** Nothing else in the group counts. */
  | { readonly kind: 'alone' }
  /** The others must go to the same VM, or to no VM: bound to vfio-pci or to no driver. */
  | {
      readonly kind: 'shared'
      readonly others: readonly PciAddress[]
      /** Those of `others` that a host driver holds right now: with them VFIO refuses the group. */
      readonly heldByHost: readonly { readonly address: PciAddress; readonly driver: string }[]
    }

/** Drivers that VFIO accepts on the other members of a group: its own, and the one that does nothing. */
export const isAssignmentDriver = (driver: string): boolean =>
  driver === 'pci-stub' || driver === 'vfio-pci' || /^[a-z0-9_]+[-_]vfio[-_]pci$/.test(driver)

/**
 * Bridges do not count: VFIO passes over members that are PCI bridges (root ports and switch ports among them),
 * whatever drives them. An ISA or host bridge is an ordinary function to it.
 */
export const countsForViability = (member: GroupMember): boolean => !isPciBridge(member.classCode)

/** Judges the assignment of `address` by the members of its group (itself among them or not). */
export function groupVerdict(address: PciAddress, members: readonly GroupMember[]): GroupVerdict {
  const others = members
    .filter((member) => member.address !== address && countsForViability(member))
    .sort((a, b) => comparePciAddresses(a.address, b.address))
  if (others.length === 0) return { kind: 'alone' }
  return {
    kind: 'shared',
    others: others.map((member) => member.address),
    heldByHost: others.flatMap(({ address: other, driver }) =>
      driver.known && driver.value !== null && !isAssignmentDriver(driver.value)
        ? [{ address: other, driver: driver.value }]
        : []
    )
  }
}
