import * as v from 'valibot'
import { checkBoundedJson, parseBoundedJson } from '../../bounded-json.ts'
import { err, ok, type Result } from '../../result.ts'
import type { MeasuredError, MeasuredSource } from './result.ts'

/** JSON of a tool, checked against what is needed of it. Lines before the first brace are warnings of the tool. */
export function readJson<TSchema extends v.GenericSchema>(
  source: MeasuredSource,
  text: string,
  schema: TSchema
): Result<v.InferOutput<TSchema>, MeasuredError> {
  const read = parseBoundedJson(text.slice(Math.max(0, text.indexOf('{'))))
  if (!read.ok)
    return err(
      read.error.kind === 'not-json'
        ? { kind: 'not-json', source, message: read.error.why }
        : { kind: 'unexpected', source, where: '', message: read.error.why }
    )
  const parsed = checkBoundedJson(schema, read.value)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return err({ kind: 'unexpected', source, where: v.getDotPath(issue) ?? '', message: issue.message })
}

/** A count, a rate or a time of a tool. */
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0))
