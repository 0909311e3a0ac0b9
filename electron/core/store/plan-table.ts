import type { PlanSummary } from '#shared/lab/plan-summary.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import * as v from 'valibot'
import type { Database } from './database.ts'
import { storedJson } from './stored-json.ts'

/** A plan as it was stored. It is text of a file that others can write: check it before you take it for a `Plan`. */
export interface StoredPlan {
  readonly json: string
  readonly updatedAt: string
}

/** Plans, newest change first. */
export function planTable(database: Database) {
  return {
    /** A plan whose summary cannot be understood is listed all the same, so that it can be opened or removed. */
    list: (): readonly PlanSummary[] =>
      database
        .all<{ id: string; summary: string; updatedAt: string }>(
          'SELECT id, summary, updated_at AS updatedAt FROM plans ORDER BY updated_at DESC, id'
        )
        .map((row) => storedJson(row.summary, summarySchema) ?? unreadableSummary(row.id, row.updatedAt)),

    get: (id: string): StoredPlan | null =>
      database.one<StoredPlan>('SELECT json, updated_at AS updatedAt FROM plans WHERE id = ?', id),

    save(plan: Plan, updatedAt: string): PlanSummary {
      const summary = planSummary(plan, updatedAt)
      database.run(
        'INSERT OR REPLACE INTO plans (id, json, summary, updated_at) VALUES (?, ?, ?, ?)',
        plan.id,
        JSON.stringify(plan),
        JSON.stringify(summary),
        updatedAt
      )
      return summary
    },

    remove: (id: string): boolean => database.run('DELETE FROM plans WHERE id = ?', id) > 0
  }
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const summarySchema = v.object({
  id: v.string(),
  name: v.string(),
  updatedAt: v.string(),
  vms: count,
  assignments: count,
  hosts: v.array(v.string())
}) satisfies v.GenericSchema<unknown, PlanSummary>

const unreadableSummary = (id: string, updatedAt: string): PlanSummary => ({
  id,
  name: 'Plan that cannot be read',
  updatedAt,
  vms: 0,
  assignments: 0,
  hosts: []
})

function planSummary(plan: Plan, updatedAt: string): PlanSummary {
  return {
    id: plan.id,
    name: plan.name,
    updatedAt,
    vms: plan.vms.length,
    assignments: plan.assignments.length,
    hosts: hostsOf(plan)
  }
}
