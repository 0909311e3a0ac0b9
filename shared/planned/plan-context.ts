import type { HostId, InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'

/** A plan beside the hosts as they were last read. */
export interface PlanContext {
  readonly plan: Plan
  /** A host that the plan names and that is not here was never read. */
  readonly hosts: ReadonlyMap<HostId, InventoryHost>
}
