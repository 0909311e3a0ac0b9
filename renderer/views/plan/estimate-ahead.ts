import type { InventoryHost } from '#shared/inventory/types.ts'
import type { Plan, VmId } from '#shared/plan/types.ts'
import { estimatePlan } from '#shared/simulate/estimate-plan.ts'
import { portLoads } from '#shared/simulate/port-load.ts'
import type { PortLoad, VmEstimate } from '#shared/simulate/types.ts'

/** What a host's VMs and ports would get under a plan that is not the open one yet. */
export interface EstimateAhead {
  /** Whom the drop makes better off; null = it takes something back. */
  readonly vm: VmId | null
  readonly estimates: ReadonlyMap<VmId, readonly VmEstimate[]>
  /** By address of the PF. */
  readonly loads: ReadonlyMap<string, PortLoad>
}

/** Estimates one host of a plan: a drop changes nothing on the others, and this must follow the pointer. */
export function estimateAhead(plan: Plan, host: InventoryHost, vm: VmId | null): EstimateAhead {
  const vms = plan.vms.filter((one) => one.host === host.id)
  const context = {
    plan: {
      ...plan,
      vms,
      pfs: plan.pfs.filter((pf) => pf.host === host.id),
      assignments: plan.assignments.filter((one) => one.function.host === host.id)
    },
    hosts: new Map([[host.id, host]])
  }
  const all = estimatePlan(context)
  return {
    vm,
    estimates: new Map(vms.map(({ id }) => [id, all.filter((one) => one.vm === id)])),
    loads: new Map(portLoads(context).map((load) => [load.pf, load]))
  }
}
