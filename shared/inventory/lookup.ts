import type { PciAddress } from '../pci/address.ts'
import type { InventoryFunction, InventoryHost, InventoryIommuGroup } from './types.ts'

/** A host by address and by group number. */
export interface HostIndex {
  readonly functions: ReadonlyMap<PciAddress, InventoryFunction>
  readonly groups: ReadonlyMap<number, InventoryIommuGroup>
}

/** Built once for each host: an inventory is immutable, and checks look functions up by the thousand. */
const indexes = new WeakMap<InventoryHost, HostIndex>()

/** The index of a host, for whoever looks up many things of it at once. */
export function hostIndex(host: InventoryHost): HostIndex {
  const existing = indexes.get(host)
  if (existing) return existing
  const index: HostIndex = {
    functions: new Map(host.functions.map((fn) => [fn.address, fn])),
    groups: new Map(host.iommuGroups.map((group) => [group.id, group]))
  }
  indexes.set(host, index)
  return index
}

/** The function at an address; null where the host has none there. */
export const functionAt = (host: InventoryHost, address: PciAddress): InventoryFunction | null =>
  hostIndex(host).functions.get(address) ?? null

/** VF `index` (from 0) of a PF; null where it does not exist. */
export function vfAt(host: InventoryHost, pf: PciAddress, index: number): InventoryFunction | null {
  const role = functionAt(host, pf)?.role
  if (role?.kind !== 'pf') return null
  const { vfs } = role.sriov
  const isIt = (address: PciAddress | undefined): address is PciAddress => {
    const vf = address === undefined ? undefined : functionAt(host, address)?.role
    return vf?.kind === 'vf' && vf.index === index
  }
  // VFs stand in order of index, so it is almost always there; not behind one that could not be read.
  const address = isIt(vfs[index]) ? vfs[index] : vfs.find(isIt)
  return address === undefined ? null : functionAt(host, address)
}

/** The IOMMU group of a function; null without a group, or where it is not known. */
export function groupOf(host: InventoryHost, address: PciAddress): InventoryIommuGroup | null {
  const group = functionAt(host, address)?.iommuGroup
  if (!group?.known || group.value === null) return null
  return hostIndex(host).groups.get(group.value) ?? null
}
