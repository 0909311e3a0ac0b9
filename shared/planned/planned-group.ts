import type { InventoryFunction } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { groupOfNewVf } from './vf-group.ts'
import type { AssignedFunction } from './assigned-function.ts'
import type { PlannedHost } from './planned-host.ts'

/** An IOMMU group of more than one member, at least one of which a VM of the plan has. */
export interface PlannedGroup {
  readonly id: number
  readonly assigned: readonly AssignedFunction[]
  /** Members that no VM of the plan has and that will still be there, in order of address. */
  readonly others: readonly InventoryFunction[]
}

/** Shared groups of a host that the plan touches, in order of id. A function that is the only one of its group is no question. */
export function plannedGroups(host: PlannedHost): readonly PlannedGroup[] {
  const byGroup = new Map<number, AssignedFunction[]>()
  for (const one of host.assigned) {
    const group = groupOf(host, one)
    if (group === null || isAlone(host, group, one)) continue
    const before = byGroup.get(group)
    if (before) before.push(one)
    else byGroup.set(group, [one])
  }
  if (byGroup.size === 0) return []
  const isDestroyed = destroyedVfs(host)
  return [...byGroup]
    .sort(([a], [b]) => a - b)
    .map(([id, assigned]) => {
      const taken = new Set(assigned.map((one) => one.address))
      const others = (host.index.groups.get(id)?.members ?? []).flatMap((address) => {
        const member = host.index.functions.get(address)
        return member === undefined || taken.has(address) || isDestroyed(address) ? [] : [member]
      })
      return { id, assigned, others }
    })
}

const isAlone = (host: PlannedHost, group: number, one: AssignedFunction): boolean =>
  one.observed !== null && (host.index.groups.get(group)?.members.length ?? 0) <= 1

/** VFs that exist today and not under the plan. */
function destroyedVfs(host: PlannedHost): (address: PciAddress) => boolean {
  const gone = new Set(
    host.pfs.flatMap((pf) => (pf.isRecreated ? (pf.sriov?.vfs.slice(pf.numVfs) ?? []) : []))
  )
  return (address) => gone.has(address)
}

/** The group a function is in, or, if it is a VF that does not exist yet, will be in. null = none, or not known. */
export function groupOf(host: PlannedHost, one: AssignedFunction): number | null {
  if (one.observed) return one.observed.iommuGroup.known ? one.observed.iommuGroup.value : null
  if (one.function.kind !== 'vf' || host.inventory === null) return null
  return groupOfNewVf(host.inventory, one.function.pf)?.id ?? null
}
