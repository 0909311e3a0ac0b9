import type { InventoryHost } from '../../inventory/types.ts'
import { onHost } from '../../planned/hosts-of-plan.ts'
import type { Plan, VmId } from '../../plan/types.ts'
import type { Values } from '../../calibration/parameters.ts'
import { driveLoads } from './drive-load.ts'
import { estimatePlan } from './estimate-plan.ts'
import { estimateStorage } from './estimate-storage.ts'
import { portLoads } from './port-load.ts'
import type { DriveLoad, PortLoad, StorageEstimate, VmEstimate } from '../types.ts'

/** What a host's VMs and ports would get under a plan that is not the open one yet. */
export interface EstimateAhead {
  /** Whom the drop makes better off; null = it takes something back. */
  readonly vm: VmId | null
  readonly estimates: ReadonlyMap<VmId, readonly VmEstimate[]>
  readonly storage: ReadonlyMap<VmId, readonly StorageEstimate[]>
  /** By address of the PF. */
  readonly loads: ReadonlyMap<string, PortLoad>
  readonly drives: ReadonlyMap<string, DriveLoad>
}

/**
 * Estimates one host of a plan, by its own preset where it has one: a drop changes nothing on the others, and this must
 * follow the pointer.
 */
export function estimateAhead(
  plan: Plan,
  host: InventoryHost,
  vm: VmId | null,
  preset: Partial<Values> = {}
): EstimateAhead {
  const own = onHost(plan, host.id)
  const { vms } = own
  const context = { plan: own, hosts: new Map([[host.id, host]]), presets: new Map([[host.id, preset]]) }
  const all = estimatePlan(context)
  const stored = estimateStorage(context)
  return {
    vm,
    estimates: new Map(vms.map(({ id }) => [id, all.filter((one) => one.vm === id)])),
    storage: new Map(vms.map(({ id }) => [id, stored.filter((one) => one.vm === id)])),
    loads: new Map(portLoads(context).map((load) => [load.pf, load])),
    drives: new Map(driveLoads(context).map((load) => [load.pf, load]))
  }
}
