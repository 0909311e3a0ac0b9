import type { IpcError } from '#shared/ipc/types.ts'
import { explainPlanFileError, parsePlanFile } from '#shared/plan/file.ts'
import type { Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { Surroundings } from '../surroundings.ts'

/** A stored plan, brought to the form of this version; null = there is none of this id. */
export function planById({ store }: Pick<Surroundings, 'store'>, id: string): Result<Plan | null, IpcError> {
  const stored = store.plans.get(id)
  if (!stored) return ok(null)
  const parsed = parsePlanFile(stored.json)
  if (parsed.ok) return parsed
  const message = `The stored plan ${id} cannot be read: ${explainPlanFileError(parsed.error)}`
  return err({ kind: parsed.error.kind, message, fix: 'Update VF Lab, or remove the plan.' })
}
