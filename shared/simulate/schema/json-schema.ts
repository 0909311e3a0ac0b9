/**
 * JSON Schema (draft 2020-12) of the valibot schemas that files are checked with, so that what is documented and
 * what is accepted cannot differ. A schema that the converter cannot say throws: it would be documented wrongly.
 */
import { toJsonSchema, type JsonSchema, type OverrideSchemaContext } from '@valibot/to-json-schema'
import type * as v from 'valibot'

/** Schemas that become `$defs`, by their names there. */
export type NamedSchemas = Readonly<Record<string, v.GenericSchema>>

/** Names and texts of a whole document. */
interface DocumentHead {
  /** A URN with the version of the shape. */
  readonly id: string
  readonly title: string
  readonly description: string
}

/** A whole document. */
export const jsonSchemaDocument = (
  schema: v.GenericSchema,
  { id, title, description }: DocumentHead,
  named: NamedSchemas = {}
): JsonSchema => {
  const { $schema = '', ...content } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    definitions: named,
    // JSON has finite numbers only; checks and transformations say nothing that JSON Schema could.
    ignoreActions: ['finite', 'check', 'transform'],
    overrideSchema
  })
  return { $schema, $id: id, title, description, ...content }
}

/** What the converter does not say of itself; undefined = its own answer stands. */
function overrideSchema({ valibotSchema, jsonSchema }: OverrideSchemaContext): JsonSchema | undefined {
  switch (valibotSchema.type) {
    // Custom schemas check text that has a type of its own: addresses.
    case 'custom':
      return { type: 'string' }
    // `propertyNames` holds any schema of a key, lists of names too, which not every target of the converter has.
    case 'record':
      return jsonSchema
    // Variants of variants are variants.
    case 'variant':
      return { ...jsonSchema, oneOf: (jsonSchema.oneOf ?? []).flatMap(branches) }
    default:
      return undefined
  }
}

type Branch = NonNullable<JsonSchema['oneOf']>[number]

const branches = (branch: Branch): readonly Branch[] =>
  typeof branch === 'object' && branch.oneOf !== undefined ? branch.oneOf : [branch]
