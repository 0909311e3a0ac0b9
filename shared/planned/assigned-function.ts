/** Assignments of a plan with the hardware behind each. */
import { functionAt, vfAt } from '../inventory/lookup.ts'
import type { InventoryFunction, InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { AssignableFunction, PlanVm } from '../plan/types.ts'
import type { PlanContext } from './plan-context.ts'

/** A function that a VM of the plan has. */
export interface AssignedFunction {
  readonly function: AssignableFunction
  readonly vm: PlanVm
  /** The host that the function is in; null = never read. */
  readonly host: InventoryHost | null
  /** Where it is today; null = a VF that does not exist yet, or a function that vanished. */
  readonly address: PciAddress | null
  readonly observed: InventoryFunction | null
  /** The PF of a VF, or else the function itself: it has the wire, the link and the driver. null = not on the host. */
  readonly owner: InventoryFunction | null
  /** VF number, also of a VF that the plan names by its address; null = the whole function is assigned. */
  readonly vfIndex: number | null
}

/** An assignment whose hardware the host shows. */
export interface LocatedFunction extends AssignedFunction {
  readonly host: InventoryHost
  readonly owner: InventoryFunction
}

/** Whether the host shows the hardware of an assignment. */
export const isLocated = (one: AssignedFunction): one is LocatedFunction =>
  one.host !== null && one.owner !== null

/** Why the hardware of an assignment is not known, as the end of a sentence; null = it is. */
export function whyNotLocated({ function: fn, host, observed, owner }: AssignedFunction): string | null {
  if (host === null) return `host ${fn.host} was not scanned`
  if (owner !== null) return null
  if (observed !== null) return `the PF of ${observed.address} was not read on ${host.hostname}`
  return `${fn.kind === 'vf' ? fn.pf : fn.address} is not on ${host.hostname}`
}

/** Every assignment in the plan's order; one to a VM that the plan does not have is left out. */
export function assignedFunctions({ plan, hosts }: PlanContext): readonly AssignedFunction[] {
  const vms = new Map(plan.vms.map((vm) => [vm.id, vm]))
  return plan.assignments.flatMap(({ function: fn, vm: id }) => {
    const vm = vms.get(id)
    return vm === undefined ? [] : [{ function: fn, vm, ...hardwareOf(fn, hosts.get(fn.host) ?? null) }]
  })
}

function hardwareOf(
  fn: AssignableFunction,
  host: InventoryHost | null
): Omit<AssignedFunction, 'function' | 'vm'> {
  const vfIndex = fn.kind === 'vf' ? fn.index : null
  if (host === null) return { host, address: null, observed: null, owner: null, vfIndex }
  const named = functionAt(host, fn.kind === 'vf' ? fn.pf : fn.address)
  const observed = fn.kind === 'vf' ? vfAt(host, fn.pf, fn.index) : named
  const role = named?.role
  return {
    host,
    address: observed?.address ?? null,
    observed,
    owner: role?.kind === 'vf' ? functionAt(host, role.pf) : named,
    vfIndex: vfIndex ?? (role?.kind === 'vf' ? role.index : null)
  }
}
