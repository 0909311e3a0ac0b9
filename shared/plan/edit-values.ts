/** Values on their way into a plan: what the schema takes passes, everything else becomes a `bad-value`. */
import * as v from 'valibot'
import { err, ok, type Result } from '../result.ts'
import type { PlanEditError } from './edit-error.ts'

/** A value as an error message shows it: short, in quotes where it is text. */
export function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value))
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** Checks one value against one of the plan's schemas; `field` names it in the error. */
export function acceptValue<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  field: string
): Result<v.InferOutput<S>, PlanEditError> {
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return ok(parsed.output)
  const issue = parsed.issues[0]
  const path = v.getDotPath(issue)
  return err({
    kind: 'bad-value',
    field: path === null ? field : `${field}.${path}`,
    value: shownValue(issue.input),
    why: issue.message
  })
}
