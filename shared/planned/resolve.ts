/** Which hardware an assignment is about: the function that owns the port or controller, and how it is given. */
import type { InventoryFunction, InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { AssignableFunction, PlanAssignment, PlanVm } from '../plan/types.ts'
import type { PlanContext } from './plan-context.ts'

/** An assignment with the hardware behind it. */
export interface ResolvedFunction {
  readonly function: AssignableFunction
  readonly vm: PlanVm
  readonly host: InventoryHost
  /** The PF of a VF, or the function itself: it has the wire, the link and the driver. */
  readonly owner: InventoryFunction
  /** VF number; null where the whole function is given. */
  readonly vfIndex: number | null
}

/** Assignments of a plan, sorted by whether their hardware is known. Both in the plan's order. */
export interface Resolution {
  readonly known: readonly ResolvedFunction[]
  readonly missing: readonly { readonly assignment: PlanAssignment; readonly reason: string }[]
}

/** Resolves every assignment of the plan. */
export function resolveAssignments({ plan, hosts }: PlanContext): Resolution {
  const vms = new Map(plan.vms.map((vm) => [vm.id, vm]))
  const byAddress = new Map<InventoryHost, ReadonlyMap<PciAddress, InventoryFunction>>()
  const functionsOf = (host: InventoryHost): ReadonlyMap<PciAddress, InventoryFunction> => {
    const found = byAddress.get(host) ?? new Map(host.functions.map((fn) => [fn.address, fn]))
    byAddress.set(host, found)
    return found
  }
  const known: ResolvedFunction[] = []
  const missing: { assignment: PlanAssignment; reason: string }[] = []
  for (const assignment of plan.assignments) {
    const fn = assignment.function
    const vm = vms.get(assignment.vm)
    const host = hosts.get(fn.host)
    if (vm === undefined) continue
    if (host === undefined) {
      missing.push({ assignment, reason: `host ${fn.host} was not scanned` })
      continue
    }
    const address = fn.kind === 'vf' ? fn.pf : fn.address
    const found = functionsOf(host).get(address)
    if (found === undefined) {
      missing.push({ assignment, reason: `${address} is not on ${host.hostname}` })
      continue
    }
    // An existing VF may also be named by its address.
    const role = found.role
    const owner = role.kind === 'vf' ? functionsOf(host).get(role.pf) : found
    if (owner === undefined) {
      missing.push({ assignment, reason: `the PF of ${address} was not read on ${host.hostname}` })
      continue
    }
    const vfIndex = fn.kind === 'vf' ? fn.index : role.kind === 'vf' ? role.index : null
    known.push({ function: fn, vm, host, owner, vfIndex })
  }
  return { known, missing }
}
