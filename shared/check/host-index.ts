import type { InventoryFunction, InventoryHost, InventoryIommuGroup } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'

/** A MAC address that was seen on a host. */
export interface SeenMac {
  /** Lower case. */
  readonly mac: string
  /** The function whose interface has it, or the VF for which the PF driver holds it. */
  readonly function: PciAddress
  /** Interface name, or "VF 3 of 0000:3b:00.0" for an administrative MAC. */
  readonly where: string
}

/** A host by address, group and MAC. */
export interface HostIndex {
  readonly functions: ReadonlyMap<PciAddress, InventoryFunction>
  readonly groups: ReadonlyMap<number, InventoryIommuGroup>
  readonly macs: readonly SeenMac[]
}

const indexes = new WeakMap<InventoryHost, HostIndex>()

/**
 * The index of a host. Hosts are immutable and large and are judged over and over while a plan changes, so an
 * index is kept as long as its host.
 */
export function hostIndex(host: InventoryHost): HostIndex {
  const before = indexes.get(host)
  if (before) return before
  const index: HostIndex = {
    functions: new Map(host.functions.map((fn) => [fn.address, fn])),
    groups: new Map(host.iommuGroups.map((group) => [group.id, group])),
    macs: host.functions.flatMap((fn) => [...interfaceMacs(fn), ...administrativeMacs(fn)])
  }
  indexes.set(host, index)
  return index
}

const interfaceMacs = (fn: InventoryFunction): readonly SeenMac[] =>
  fn.interfaces.flatMap((one) =>
    one.mac.known ? [{ mac: one.mac.value.toLowerCase(), function: fn.address, where: one.name }] : []
  )

function administrativeMacs(fn: InventoryFunction): readonly SeenMac[] {
  if (fn.role.kind !== 'pf' || !fn.role.sriov.vfSettings.known) return []
  const { vfs, vfSettings } = fn.role.sriov
  return vfSettings.value.flatMap(({ index, mac }) => {
    const vf = vfs[index]
    if (mac === null || vf === undefined) return []
    return [{ mac: mac.toLowerCase(), function: vf, where: `VF ${index} of ${fn.address}` }]
  })
}
