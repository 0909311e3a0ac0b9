/** What the examples of rules are made of. Not shipped. */
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'

/** A case in which a rule has something to say; other rules may as well. */
export interface RuleExample {
  readonly plan: Plan
  readonly hosts: readonly InventoryHost[]
}

/** Made of a plan and the hosts that were read. */
export const example = (plan: Plan, ...hosts: readonly InventoryHost[]): RuleExample => ({ plan, hosts })
