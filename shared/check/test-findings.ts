/** What rules say about a plan, for their tests. Not shipped. */
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import { checkPlan } from './check-plan.ts'
import type { Finding } from './types.ts'

/** What one rule finds. */
export const found = (rule: string, plan: Plan, ...hosts: readonly InventoryHost[]): readonly Finding[] =>
  checkPlan({ plan, hosts: new Map(hosts.map((host) => [host.id, host])) }).filter((one) => one.rule === rule)

/** Severity and message of each finding of a rule. */
export const said = (rule: string, plan: Plan, ...hosts: readonly InventoryHost[]): readonly string[] =>
  found(rule, plan, ...hosts).map((one) => `${one.severity}: ${one.message}`)

/** The plan after the first fix of the first finding that VF Lab can make itself. */
export function repaired(rule: string, plan: Plan, ...hosts: readonly InventoryHost[]): Plan {
  const apply = found(rule, plan, ...hosts)[0]?.fixes.find((fix) => fix.apply)?.apply
  if (!apply) throw new Error(`${rule} offers no fix`)
  return apply(plan)
}
