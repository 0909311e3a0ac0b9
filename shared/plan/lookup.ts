import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import { functionKey } from './function-key.ts'
import type { AssignableFunction, Plan, PlanPf, PlanVf, PlanVm, VmId } from './types.ts'

/** What the plan wants of a PF; null = it is left as it is. */
export const plannedPf = (plan: Plan, host: HostId, address: PciAddress): PlanPf | null =>
  plan.pfs.find((pf) => pf.host === host && pf.address === address) ?? null

/** The VM with this id; null = none. */
export const vmById = (plan: Plan, vm: VmId): PlanVm | null => plan.vms.find((one) => one.id === vm) ?? null

/** The VM that a function is given to; null = it is free. */
export function vmOf(plan: Plan, fn: AssignableFunction): PlanVm | null {
  const key = functionKey(fn)
  const assignment = plan.assignments.find((one) => functionKey(one.function) === key)
  return assignment ? vmById(plan, assignment.vm) : null
}

/** The functions of a VM, in the order in which they were given. */
export const functionsOf = (plan: Plan, vm: VmId): readonly AssignableFunction[] =>
  plan.assignments.filter((one) => one.vm === vm).map((one) => one.function)

/** The planned settings of a VF; null = nothing is wanted of it. */
export const plannedVf = (plan: Plan, host: HostId, pf: PciAddress, index: number): PlanVf | null =>
  plan.vfs.find((vf) => vf.host === host && vf.pf === pf && vf.index === index) ?? null
