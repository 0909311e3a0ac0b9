import type { Failure } from '#shared/failure.ts'
import { explainPlanFileError, parsePlanFile } from '#shared/plan/file.ts'
import type { Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { CoreContext } from '../core-context.ts'

/** A stored plan, brought to the form of this version; null = there is none of this id. */
export function planById({ store }: Pick<CoreContext, 'store'>, id: string): Result<Plan | null, Failure> {
  const stored = store.plans.get(id)
  if (!stored) return ok(null)
  const parsed = parsePlanFile(stored.json)
  if (parsed.ok) return parsed
  const message = `The stored plan ${id} cannot be read: ${explainPlanFileError(parsed.error)}`
  return err({ kind: parsed.error.kind, message, fix: 'Update VF Lab, or remove the plan.' })
}
