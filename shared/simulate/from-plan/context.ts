import type { HostId, InventoryHost } from '../../inventory/types.ts'
import type { Plan } from '../../plan/types.ts'

/** A plan and the hosts that it is about; a host that was never scanned is absent. */
export interface PlanContext {
  readonly plan: Plan
  readonly hosts: ReadonlyMap<HostId, InventoryHost>
}
