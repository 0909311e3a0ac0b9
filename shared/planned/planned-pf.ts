/** A PF under a plan, with every VF that it will have. */
import { functionAt, vfAt } from '../inventory/lookup.ts'
import type {
  HostId,
  InventoryFunction,
  InventoryHost,
  InventoryInterface,
  InventorySriov,
  VfSettings
} from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { vfFunction } from '../plan/function-key.ts'
import type { AssignableFunction, PlanPf, PlanVf, PlanVfSettings, PlanVm } from '../plan/types.ts'
import { readOr, unknown, type Reading } from '../reading.ts'
import type { AssignedFunction } from './assigned-function.ts'
import { vfAddressToBe } from './vf-address-to-be.ts'
import { portOf } from '../inventory/ports.ts'

/** One VF of a PF under the plan. */
export interface PlannedVf {
  readonly function: Extract<AssignableFunction, { kind: 'vf' }>
  /** 0-based, as in `virtfnN`. */
  readonly index: number
  /** false = beyond the number of VFs, though the plan says something about it: a mistake of the plan. */
  readonly willExist: boolean
  /** The VF as it is today; null = it does not exist, or was not read. */
  readonly observed: InventoryFunction | null
  /** Where it is today; null = it does not exist yet. */
  readonly address: PciAddress | null
  /** Where it is under the plan: a VF that is made anew comes back at the same routing id. */
  readonly addressToBe: Reading<PciAddress>
  /** The VM it is assigned to; null = it stays with the host. */
  readonly vm: PlanVm | null
  /** What the plan wants; absent attributes are left as they are. Empty where the plan says nothing. */
  readonly settings: PlanVfSettings
  /** What the PF driver holds for it today. */
  readonly held: Reading<VfSettings>
}

/** A PF under the plan. */
export interface PlannedPf {
  readonly host: HostId
  readonly address: PciAddress
  /** null = not in the inventory (any more). */
  readonly observed: InventoryFunction | null
  /** null = no PF, as far as the host shows. */
  readonly sriov: InventorySriov | null
  /** null = left as it is. */
  readonly entry: PlanPf | null
  /** Number of VFs under the plan: the planned one, or today's where the PF is left as it is. */
  readonly numVfs: number
  /** Today's VFs are destroyed and, if more than 0 are planned, made anew. */
  readonly isRecreated: boolean
  /** Bound driver; null = none, or not read. */
  readonly driver: string | null
  /** Its network interface, the first where it has several; null = none. */
  readonly port: InventoryInterface | null
  /** The VM that has the PF as a whole; null = none. */
  readonly wholeTo: PlanVm | null
  /** In order of index: every VF below `numVfs`, and those beyond that are assigned or have settings. */
  readonly vfs: readonly PlannedVf[]
  /** VFs that VMs have, in order of index; one that two VMs have is here twice. */
  readonly assigned: readonly (AssignedFunction & { readonly index: number })[]
  /** VFs of which the plan wants settings, in order of index. */
  readonly settings: readonly PlanVf[]
}

/** A PF that the host shows. */
export interface ObservedPf extends PlannedPf {
  readonly observed: InventoryFunction
  readonly sriov: InventorySriov
}

/** Whether the host shows this PF, and that it is one. */
export const isObserved = (pf: PlannedPf): pf is ObservedPf => pf.observed !== null && pf.sriov !== null

/** Whether the PF and its VFs have the attributes of a NIC. */
export const isNetwork = (pf: PlannedPf): boolean => pf.observed?.class === 'network'

/** The VFs that the PF will have, in order of index; none of what is no PF, as far as the host shows. */
export const slotsOf = ({ sriov, vfs }: PlannedPf): readonly PlannedVf[] =>
  sriov === null ? [] : vfs.filter((vf) => vf.willExist)

/** Whether the plan says something about a VF, rather than only of the number of VFs. */
export const isMentioned = ({ vm, settings }: PlannedVf): boolean =>
  vm !== null || Object.keys(settings).length > 0

/** What a plan says about one PF. */
export interface PfWishes {
  readonly entry: PlanPf | null
  readonly wholeTo: PlanVm | null
  readonly assigned: readonly (AssignedFunction & { readonly index: number })[]
  readonly settings: readonly PlanVf[]
}

/** Where a PF is. */
export interface PfPlace {
  readonly host: HostId
  /** null = never read. */
  readonly inventory: InventoryHost | null
  readonly address: PciAddress
}

/** Lays what the plan says about a PF over the PF as it was read. */
export function plannedPf({ host, inventory, address }: PfPlace, wishes: PfWishes): PlannedPf {
  const observed = inventory === null ? null : functionAt(inventory, address)
  const sriov = observed?.role.kind === 'pf' ? observed.role.sriov : null
  const today = sriov?.numVfs ?? 0
  const numVfs = wishes.entry?.numVfs ?? today
  const vmOf = new Map(wishes.assigned.map(({ index, vm }) => [index, vm]))
  const settingsOf = new Map(wishes.settings.map(({ index, settings }) => [index, settings]))
  const heldOf = heldSettings(sriov)
  const indexes = [...Array(numVfs).keys()]
  for (const index of [...vmOf.keys(), ...settingsOf.keys()]) if (index >= numVfs) indexes.push(index)
  const vfs = [...new Set(indexes)]
    .sort((a, b) => a - b)
    .map((index): PlannedVf => {
      const vf = inventory === null ? null : vfAt(inventory, address, index)
      return {
        function: vfFunction({ host, pf: address, index }),
        index,
        willExist: index < numVfs,
        observed: vf,
        address: vf?.address ?? null,
        addressToBe: vfAddressToBe(address, sriov, vf, index),
        vm: vmOf.get(index) ?? null,
        settings: settingsOf.get(index) ?? NO_SETTINGS,
        held: heldOf(index)
      }
    })
  return {
    host,
    address,
    observed,
    sriov,
    ...wishes,
    numVfs,
    isRecreated: today > 0 && numVfs !== today,
    driver: observed === null ? null : readOr(observed.driver, null),
    port: observed ? portOf(observed) : null,
    vfs
  }
}

const NO_SETTINGS: PlanVfSettings = {}

function heldSettings(sriov: InventorySriov | null): (index: number) => Reading<VfSettings> {
  if (sriov === null) return () => unknown('it is no VF of a PF that was read')
  const { vfSettings } = sriov
  if (!vfSettings.known) return () => vfSettings
  const byIndex = new Map(vfSettings.value.map((settings) => [settings.index, settings]))
  return (index) => {
    const value = byIndex.get(index)
    return value === undefined ? unknown('the PF driver does not list this VF') : { known: true, value }
  }
}
