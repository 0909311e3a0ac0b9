import * as v from 'valibot'
import { err, ok, type Result } from '../../result.ts'
import type { MeasuredError, MeasuredSource } from './result.ts'

/** JSON of a tool, checked against what is needed of it. Lines before the first brace are warnings of the tool. */
export function readJson<TSchema extends v.GenericSchema>(
  source: MeasuredSource,
  text: string,
  schema: TSchema
): Result<v.InferOutput<TSchema>, MeasuredError> {
  let json: unknown
  try {
    json = JSON.parse(text.slice(Math.max(0, text.indexOf('{'))))
  } catch (error) {
    return err({ kind: 'not-json', source, message: error instanceof Error ? error.message : String(error) })
  }
  const parsed = v.safeParse(schema, json)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return err({ kind: 'unexpected', source, where: v.getDotPath(issue) ?? '', message: issue.message })
}

/** A count, a rate or a time of a tool. */
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
