import type { CompatData } from '../compat/types.ts'
import type { HostId, InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import type { PlanContext } from '../planned/plan-context.ts'
import type { PlannedHost } from '../planned/planned-host.ts'

/** What is judged, and by which knowledge. */
export interface CheckContext extends PlanContext {
  /** Driver compatibility knowledge; absent = what is built in. */
  readonly compat?: CompatData
}

/** What a rule gets. */
export interface RuleContext {
  readonly plan: Plan
  /** Hosts that the plan touches, in order of id. */
  readonly hosts: readonly PlannedHost[]
  /** Every host that was read. */
  readonly inventories: ReadonlyMap<HostId, InventoryHost>
  readonly compat: CompatData
}
