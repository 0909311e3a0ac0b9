/** What of a host can be given to VMs under a plan: PFs with their VFs, other functions as a whole, groups that go as one. */
import type { InventoryFunction } from '../inventory/types.ts'
import { countsForViability } from '../iommu/viability.ts'
import type { PciAddress } from '../pci/address.ts'
import type { AssignableFunction } from '../plan/types.ts'
import { everyPf, type PlannedHost } from './planned-host.ts'
import { isObserved, slotsOf, type ObservedPf } from './planned-pf.ts'

/** What can be given to VMs. */
export interface AssignablePool {
  /** Functions with VFs to hand out, in order of address. */
  readonly pfs: readonly ObservedPf[]
  /** What can only be given as a whole: functions without SR-IOV, in order of address. */
  readonly plain: readonly InventoryFunction[]
  /** IOMMU groups in which more than one member counts (`countsForViability`), by the address of each of these. */
  readonly sharedGroups: ReadonlyMap<PciAddress, SharedGroup>
}

/** A group that goes to a VM as one. */
export interface SharedGroup {
  readonly id: number
  /** In order of address, PCI bridges left out. */
  readonly members: readonly PciAddress[]
}

/** Classes that people give to VMs; the rest of a chipset (timers, SMBus) would only be in the way. */
const WORTH_GIVING: ReadonlySet<string> = new Set(['network', 'nvme', 'storage', 'display', 'accelerator'])

/** Sorts a host's functions into what can be given; empty for a host that was never read. */
export function assignablePool(host: PlannedHost): AssignablePool {
  const { functions = [], iommuGroups = [] } = host.inventory ?? {}
  const sharedGroups = new Map<PciAddress, SharedGroup>()
  for (const { id, members: all } of iommuGroups) {
    const members = all.filter((address) => {
      const member = host.index.functions.get(address)
      return member === undefined || countsForViability(member)
    })
    if (members.length > 1) for (const address of members) sharedGroups.set(address, { id, members })
  }
  return {
    pfs: everyPf(host).filter(isObserved),
    plain: functions.filter((fn) => fn.role.kind === 'plain' && WORTH_GIVING.has(fn.class)),
    sharedGroups
  }
}

/** Every function that can be given: the VFs under the plan, then PFs and plain functions as a whole, then what VMs have. */
export function assignableFunctions(
  host: PlannedHost,
  { pfs, plain }: AssignablePool
): readonly AssignableFunction[] {
  return [
    ...pfs.flatMap((pf) => slotsOf(pf).map((slot) => slot.function)),
    ...[...pfs.map((pf) => pf.observed), ...plain].map((fn): AssignableFunction => ({
      kind: 'function',
      host: host.id,
      address: fn.address
    })),
    ...host.assigned.map((one) => one.function)
  ]
}
