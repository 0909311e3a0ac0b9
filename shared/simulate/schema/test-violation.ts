/**
 * Checks data against a JSON Schema: the keywords that `json-schema.ts` writes, and no others. It reads the document
 * alone, so a test can hold the document to the program without the program's own schemas.
 */
import type { JsonSchema } from './json-schema.ts'

/** Where and how `data` breaks `document`, in a sentence; null = it does not. */
export function jsonSchemaViolation(data: unknown, document: JsonSchema): string | null {
  const definitions = (document['$defs'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return violation(data, document, '$', definitions)
}

type Definitions = Readonly<Record<string, JsonSchema>>

function violation(data: unknown, schema: JsonSchema, path: string, definitions: Definitions): string | null {
  for (const [keyword, told] of Object.entries(schema)) {
    const found = broken(keyword, told, data, schema, path, definitions)
    if (found !== null) return found
  }
  return null
}

function broken(
  keyword: string,
  told: unknown,
  data: unknown,
  schema: JsonSchema,
  path: string,
  definitions: Definitions
): string | null {
  const inner = (value: unknown, each: unknown, where = path): string | null =>
    violation(value, each as JsonSchema, where, definitions)
  const says = (isRight: boolean): string | null =>
    isRight ? null : `${path}: ${JSON.stringify(data)} breaks ${keyword} ${JSON.stringify(told)}`
  switch (keyword) {
    case '$schema':
    case '$id':
    case '$defs':
    case 'title':
    case 'description':
      return null
    case '$ref': {
      const definition = definitions[String(told).replace('#/$defs/', '')]
      return definition === undefined ? `${path}: ${String(told)} is not defined` : inner(data, definition)
    }
    case 'type':
      return says(isOfType(data, String(told)))
    case 'const':
      return says(data === told)
    case 'enum':
      return says((told as readonly unknown[]).includes(data))
    case 'minimum':
      return says(typeof data !== 'number' || data >= Number(told))
    case 'maximum':
      return says(typeof data !== 'number' || data <= Number(told))
    case 'exclusiveMinimum':
      return says(typeof data !== 'number' || data > Number(told))
    case 'pattern':
      return says(typeof data !== 'string' || new RegExp(String(told), 'u').test(data))
    case 'minItems':
      return says(!Array.isArray(data) || data.length >= Number(told))
    case 'maxItems':
      return says(!Array.isArray(data) || data.length <= Number(told))
    case 'items':
      return Array.isArray(data) ? first(data.map((each, i) => inner(each, told, `${path}[${i}]`))) : null
    case 'anyOf':
      return says((told as readonly unknown[]).some((each) => inner(data, each) === null))
    case 'oneOf':
      return says((told as readonly unknown[]).filter((each) => inner(data, each) === null).length === 1)
    case 'required':
      return isObject(data)
        ? says((told as readonly string[]).every((key) => Object.hasOwn(data, key)))
        : null
    case 'properties':
      return isObject(data)
        ? first(
            Object.entries(told as object).map(([key, each]) =>
              Object.hasOwn(data, key) ? inner(data[key], each, `${path}.${key}`) : null
            )
          )
        : null
    case 'propertyNames':
      return isObject(data) ? first(Object.keys(data).map((key) => inner(key, told))) : null
    case 'additionalProperties': {
      if (!isObject(data)) return null
      const known = Object.keys(schema['properties'] ?? {})
      const others = Object.keys(data).filter((key) => !known.includes(key))
      if (told === false)
        return others.length === 0 ? null : `${path}: ${others.join(', ')} should not be there`
      return first(others.map((key) => inner(data[key], told, `${path}.${key}`)))
    }
    default:
      return `${path}: the keyword ${keyword} is not known`
  }
}

const first = (found: readonly (string | null)[]): string | null =>
  found.find((each) => each !== null) ?? null

const isObject = (data: unknown): data is Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data)

function isOfType(data: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isObject(data)
    case 'array':
      return Array.isArray(data)
    case 'null':
      return data === null
    case 'integer':
      return Number.isInteger(data)
    default:
      return typeof data === type
  }
}
