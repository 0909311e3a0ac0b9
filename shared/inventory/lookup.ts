import type { PciAddress } from '../pci/address.ts'
import type { InventoryFunction, InventoryHost, InventoryIommuGroup } from './types.ts'

/** Built once for each host: an inventory is immutable, and checks look functions up by the thousand. */
const indexes = new WeakMap<InventoryHost, ReadonlyMap<PciAddress, InventoryFunction>>()

function indexOf(host: InventoryHost): ReadonlyMap<PciAddress, InventoryFunction> {
  const existing = indexes.get(host)
  if (existing) return existing
  const index = new Map(host.functions.map((fn) => [fn.address, fn]))
  indexes.set(host, index)
  return index
}

/** The function at an address; null where the host has none there. */
export const functionAt = (host: InventoryHost, address: PciAddress): InventoryFunction | null =>
  indexOf(host).get(address) ?? null

/** VF `index` (from 0) of a PF; null where it does not exist. */
export function vfAt(host: InventoryHost, pf: PciAddress, index: number): InventoryFunction | null {
  const role = functionAt(host, pf)?.role
  if (role?.kind !== 'pf') return null
  for (const address of role.sriov.vfs) {
    const vf = functionAt(host, address)
    if (vf?.role.kind === 'vf' && vf.role.index === index) return vf
  }
  return null
}

/** The IOMMU group of a function; null without a group, or where it is not known. */
export function groupOf(host: InventoryHost, address: PciAddress): InventoryIommuGroup | null {
  const group = functionAt(host, address)?.iommuGroup
  if (!group?.known || group.value === null) return null
  return host.iommuGroups.find(({ id }) => id === group.value) ?? null
}
