import { functionAt } from '../inventory/lookup.ts'
import type { InventoryHost, InventorySriov, VfSettings } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { plannedPf } from '../plan/lookup.ts'
import type { AssignableFunction, Plan, PlanVfSettings, PlanVm } from '../plan/types.ts'

/** One VF that a PF will have under the plan. */
export interface VfSlot {
  readonly function: Extract<AssignableFunction, { kind: 'vf' }>
  /** 0-based, as in `virtfnN`. */
  readonly index: number
  /** Where it is today; null = it does not exist yet. */
  readonly address: PciAddress | null
  /** The VM it is given to; null = free. */
  readonly vm: PlanVm | null
  /** What the plan wants; absent knobs are left as they are. Empty where the plan says nothing. */
  readonly settings: PlanVfSettings
  /** What the PF driver holds for it today; null = the VF does not exist, is no NIC's, or was not read. */
  readonly observed: VfSettings | null
}

const NO_SETTINGS: PlanVfSettings = {}

function sriovOf(host: InventoryHost, pf: PciAddress): InventorySriov | null {
  const role = functionAt(host, pf)?.role
  return role?.kind === 'pf' ? role.sriov : null
}

/** How many VFs a PF will have: what the plan says, else what is there. 0 for what is no PF. */
const numVfsUnder = (plan: Plan, host: InventoryHost, pf: PciAddress): number =>
  plannedPf(plan, host.id, pf)?.numVfs ?? sriovOf(host, pf)?.numVfs ?? 0

/**
 * The VFs that a PF will have under the plan, in order of index: the planned number, or today's where the plan
 * leaves the PF as it is. Empty for what is no PF. An address is today's: where the number changes the VFs are
 * made anew, at the same routing ids.
 */
export function vfSlots(plan: Plan, host: InventoryHost, pf: PciAddress): readonly VfSlot[] {
  const sriov = sriovOf(host, pf)
  const vms = new Map(plan.vms.map((vm) => [vm.id, vm]))
  const isOfPf = (vf: { readonly host: string; readonly pf: PciAddress }): boolean =>
    vf.host === host.id && vf.pf === pf
  const owners = new Map(
    plan.assignments.flatMap((one) =>
      one.function.kind === 'vf' && isOfPf(one.function) ? [[one.function.index, vms.get(one.vm)]] : []
    )
  )
  const settings = new Map(plan.vfs.filter(isOfPf).map((vf) => [vf.index, vf.settings]))
  const observed = new Map(sriov?.vfSettings.known ? sriov.vfSettings.value.map((vf) => [vf.index, vf]) : [])
  return Array.from({ length: sriov ? numVfsUnder(plan, host, pf) : 0 }, (_, index) => ({
    function: { kind: 'vf', host: host.id, pf, index },
    index,
    address: sriov?.vfs[index] ?? null,
    vm: owners.get(index) ?? null,
    settings: settings.get(index) ?? NO_SETTINGS,
    observed: observed.get(index) ?? null
  }))
}
