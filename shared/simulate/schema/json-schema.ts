/**
 * JSON Schema (draft 2020-12) of the valibot schemas that files are checked with, so that what is documented and
 * what is accepted cannot differ. Knows the parts that this house uses and throws for any other: a schema that
 * cannot be documented is a bug.
 */
import type * as v from 'valibot'

/** A JSON Schema as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** Schemas that become `$defs`, with their names there. */
export type NamedSchemas = ReadonlyMap<v.GenericSchema, string>

/** What valibot keeps in a schema or in a part of a pipe; the parts that are looked at. */
interface Node {
  readonly kind: 'schema' | 'validation' | 'transformation' | 'metadata'
  readonly type: string
  readonly pipe?: readonly Node[]
  readonly entries?: Readonly<Record<string, Node>>
  readonly item?: Node
  readonly wrapped?: Node
  readonly value?: Node
  readonly key?: Node
  readonly options?: readonly unknown[]
  readonly literal?: unknown
  readonly requirement?: unknown
  readonly description?: string
}

/** A whole document. */
export function jsonSchemaDocument(
  schema: v.GenericSchema,
  head: { readonly id: string; readonly title: string; readonly description: string },
  named: NamedSchemas = new Map()
): JsonSchema {
  const names = named as unknown as ReadonlyMap<Node, string>
  const definitions = [...names].map(([node, name]) => [
    name,
    convert(node, new Map([...names].filter(([other]) => other !== node)))
  ])
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: head.id,
    title: head.title,
    description: head.description,
    ...convert(schema, names),
    ...(definitions.length === 0 ? {} : { $defs: Object.fromEntries(definitions) as JsonSchema })
  }
}

function convert(node: Node, names: ReadonlyMap<Node, string>): JsonSchema {
  const name = names.get(node)
  if (name !== undefined) return { $ref: `#/$defs/${name}` }
  const [first, ...rest] = node.pipe ?? []
  if (first === undefined) return bare(node, names)
  // A pipe begins with the schema that it was made of; a reference may stand beside a description.
  const root = convert(first, names)
  return Object.assign({}, root, ...rest.map((part) => convertPart(part, String(root['type'])))) as JsonSchema
}

/** A part of a pipe, as the keywords that it adds. */
function convertPart(part: Node, type: string): JsonSchema {
  const { requirement } = part
  switch (part.type) {
    case 'description':
      return { description: part.description }
    case 'integer':
      return { type: 'integer' }
    case 'min_value':
      return { minimum: requirement }
    case 'max_value':
      return { maximum: requirement }
    case 'gt_value':
      return { exclusiveMinimum: requirement }
    case 'min_length':
      return type === 'array' ? { minItems: requirement } : { minLength: requirement }
    case 'max_length':
      return type === 'array' ? { maxItems: requirement } : { maxLength: requirement }
    case 'regex':
      return { pattern: (requirement as RegExp).source }
    // JSON has no other numbers; checks and transformations say nothing that JSON Schema could.
    case 'finite':
    case 'check':
    case 'transform':
      return {}
    default:
      throw new TypeError(`no JSON Schema for ${part.kind} ${part.type}`)
  }
}

function bare(node: Node, names: ReadonlyMap<Node, string>): JsonSchema {
  const inner = (each: Node | undefined): JsonSchema => (each === undefined ? {} : convert(each, names))
  switch (node.type) {
    case 'string':
    case 'number':
    case 'boolean':
      return { type: node.type }
    // Custom schemas check text that has a type of its own: addresses.
    case 'custom':
      return { type: 'string' }
    case 'literal':
      return { const: node.literal }
    case 'picklist':
      return { enum: node.options }
    case 'array':
      return { type: 'array', items: inner(node.item) }
    case 'record':
      return { type: 'object', propertyNames: inner(node.key), additionalProperties: inner(node.value) }
    case 'nullable':
      return { anyOf: [inner(node.wrapped), { type: 'null' }] }
    case 'exact_optional':
      return inner(node.wrapped)
    case 'union':
      return { anyOf: (node.options as readonly Node[]).map(inner) }
    case 'variant':
      return { oneOf: variants(node).map(inner) }
    case 'strict_object': {
      const entries = Object.entries(node.entries ?? {})
      return {
        type: 'object',
        properties: Object.fromEntries(entries.map(([key, each]) => [key, inner(each)])),
        required: entries.filter(([, each]) => each.type !== 'exact_optional').map(([key]) => key),
        additionalProperties: false
      }
    }
    default:
      throw new TypeError(`no JSON Schema for ${node.kind} ${node.type}`)
  }
}

/** Variants of variants are variants. */
const variants = (node: Node): readonly Node[] =>
  (node.options as readonly Node[]).flatMap((each) => (each.type === 'variant' ? variants(each) : [each]))
