import type { CompatData } from '../compat/types.ts'
import type { HostId, InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'

/** What is judged: a plan beside the hosts as they were last read. */
export interface CheckContext {
  readonly plan: Plan
  /** A host that the plan names and that is not here was never read. */
  readonly hosts: ReadonlyMap<HostId, InventoryHost>
  /** Driver compatibility knowledge; absent = what is built in. */
  readonly compat?: CompatData
}
