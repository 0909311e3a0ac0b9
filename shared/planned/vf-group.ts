import { functionAt, groupOf } from '../inventory/lookup.ts'
import type { InventoryHost, InventoryIommuGroup } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'

/**
 * The IOMMU group that the next VF of a PF will join: null = one of its own, or not known. A VF joins its PF's
 * group where that holds VFs already, or reaches past the card: then a port above does not isolate what lies
 * below it, and every VF will lie below it too. Ports of one card may share a group without their VFs in it.
 */
export function groupOfNewVf(host: InventoryHost, pf: PciAddress): InventoryIommuGroup | null {
  const role = functionAt(host, pf)?.role
  const group = groupOf(host, pf)
  if (role?.kind !== 'pf' || group === null) return null
  const vfs = new Set(role.sriov.vfs)
  return group.members.some((member) => vfs.has(member) || !isSameDevice(member, pf)) ? group : null
}

/** Functions of one device differ in the last digit only. */
const isSameDevice = (a: PciAddress, b: PciAddress): boolean => a.slice(0, -1) === b.slice(0, -1)
