import { comparePciAddresses, type PciAddress } from '../pci/address.ts'
import type { InventoryFunction, InventoryHost, InventoryIommuGroup } from './types.ts'

/** A host by address and by group number. */
export interface HostIndex {
  readonly functions: ReadonlyMap<PciAddress, InventoryFunction>
  readonly groups: ReadonlyMap<number, InventoryIommuGroup>
}

/** Built once for each host: an inventory is immutable, and checks look functions up by the thousand. */
const indexes = new WeakMap<InventoryHost, HostIndex>()

/** The index of a host, for callers that look up many things of it at once. */
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

/**
 * Devices that hang behind a function which is no PCI bridge, and vanish when its driver lets go of it: drives behind
 * a VMD. In order of address; empty for bridges, which forward whatever drives them. Source: vmd_remove in
 * drivers/pci/controller/vmd.c.
 */
export function functionsBehind(host: InventoryHost | null, address: PciAddress): readonly PciAddress[] {
  if (host === null || functionAt(host, address)?.role.kind === 'bridge') return []
  // A Set visits what is added to it on the way, and each once: hostile captures may hold circles.
  const found = new Set<PciAddress>([address])
  for (const one of found) for (const child of childrenOf(host).get(one) ?? []) found.add(child.address)
  return [...found]
    .filter((one) => one !== address && functionAt(host, one)?.role.kind !== 'bridge')
    .sort(comparePciAddresses)
}

/** The function, no PCI bridge, behind which another one hangs; null = none. */
export function controllerAbove(host: InventoryHost, address: PciAddress): InventoryFunction | null {
  const seen = new Set<PciAddress>()
  let parent = functionAt(host, address)?.parent ?? null
  while (parent !== null && !seen.has(parent)) {
    seen.add(parent)
    const fn = functionAt(host, parent)
    if (fn !== null && fn.role.kind !== 'bridge') return fn
    parent = fn?.parent ?? null
  }
  return null
}

const children = new WeakMap<InventoryHost, ReadonlyMap<PciAddress, readonly InventoryFunction[]>>()

function childrenOf(host: InventoryHost): ReadonlyMap<PciAddress, readonly InventoryFunction[]> {
  const existing = children.get(host)
  if (existing) return existing
  const byParent = new Map<PciAddress, InventoryFunction[]>()
  for (const fn of host.functions) {
    if (fn.parent === null || fn.parent === fn.address) continue
    byParent.set(fn.parent, [...(byParent.get(fn.parent) ?? []), fn])
  }
  children.set(host, byParent)
  return byParent
}

/** The VFs of a PF that were read, in order of index; none of what is no PF. */
export function vfsOf(host: InventoryHost, pf: PciAddress): readonly InventoryFunction[] {
  const role = functionAt(host, pf)?.role
  return role?.kind === 'pf' ? role.sriov.vfs.flatMap((address) => functionAt(host, address) ?? []) : []
}

/** The IOMMU group of a function; null without a group, or where it is not known. */
export function groupOf(host: InventoryHost, address: PciAddress): InventoryIommuGroup | null {
  const group = functionAt(host, address)?.iommuGroup
  if (!group?.known || group.value === null) return null
  return hostIndex(host).groups.get(group.value) ?? null
}
