/** A host's own preset as a file: inputs of the model that are taken instead of the table's. */
import * as v from 'valibot'
import { checkBoundedJson, parseBoundedJson } from '../../bounded-json.ts'
import { err, ok, type Result } from '../../result.ts'
import type { Values } from '../../calibration/parameters.ts'
import { overridesSchema } from './scenario.ts'

/** Shape of preset files. */
const PRESET_SCHEMA_VERSION = 1

const fileSchema = v.strictObject({
  schemaVersion: v.literal(PRESET_SCHEMA_VERSION),
  kind: v.literal('vflab-preset'),
  /** For people: which host, measured with what. */
  title: v.exactOptional(v.string()),
  parameters: overridesSchema
})

/** Reads a preset file. The error is a sentence with the path of the bad value. */
export function parsePresetFile(text: string): Result<Partial<Values>, string> {
  const read = parseBoundedJson(text)
  if (!read.ok)
    return err(`the file is ${read.error.kind === 'not-json' ? 'not JSON' : 'not read'}: ${read.error.why}`)
  const parsed = checkBoundedJson(fileSchema, read.value)
  if (parsed.success) return ok(parsed.output.parameters)
  const [issue] = parsed.issues
  return err(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`)
}

/** Text of a preset file. */
export const formatPresetFile = (title: string, parameters: Partial<Values>): string =>
  `${JSON.stringify({ schemaVersion: PRESET_SCHEMA_VERSION, kind: 'vflab-preset', title, parameters }, null, 2)}\n`
