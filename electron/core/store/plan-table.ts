import type { PlanSummary } from '#shared/lab/plan-summary.ts'
import type { Plan } from '#shared/plan/types.ts'
import type { Database } from './database.ts'

/** A plan as it was stored. It is text of a file that others can write: check it before you take it for a `Plan`. */
export interface StoredPlan {
  readonly json: string
  readonly updatedAt: string
}

/** Plans, newest change first. */
export function planTable(database: Database) {
  return {
    list: (): readonly PlanSummary[] =>
      database
        .all<{ summary: string }>('SELECT summary FROM plans ORDER BY updated_at DESC, id')
        .map((row) => JSON.parse(row.summary) as PlanSummary),

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

function planSummary(plan: Plan, updatedAt: string): PlanSummary {
  const hosts = new Set([...plan.pfs, ...plan.vms, ...plan.vfs].map((part) => part.host))
  for (const assignment of plan.assignments) hosts.add(assignment.function.host)
  return {
    id: plan.id,
    name: plan.name,
    updatedAt,
    vms: plan.vms.length,
    assignments: plan.assignments.length,
    hosts: [...hosts].sort()
  }
}
