import * as v from 'valibot'

/**
 * A JSON value of the database, checked; null where it is missing, no JSON, or of another form. The file may have been
 * written by a newer version or damaged: one odd value must not take the rest with it.
 */
export function storedJson<Schema extends v.GenericSchema>(
  json: string | null,
  schema: Schema
): v.InferOutput<Schema> | null {
  if (json === null) return null
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), json)
  return parsed.success ? parsed.output : null
}
