/** Settings of a VF, wanted and observed, as they follow from the table of attributes. */
import * as v from 'valibot'
import type { VfAttribute, VfAttributeTable, VfValue } from './vf-attribute.ts'
import { VF_ATTRIBUTES } from './vf-attributes.ts'

/** Name of an attribute in plans and inventories. */
export type VfAttributeName = keyof typeof VF_ATTRIBUTES

/** What a plan wants of a VF. An absent attribute is left as it is on the host. */
export type PlanVfSettings = {
  readonly [Name in VfAttributeName]?: v.InferOutput<(typeof VF_ATTRIBUTES)[Name]['schema']>
}

/** What a PF driver holds for a VF; null = none is set, or the driver does not report it (see the table). */
export type ObservedVfSettings = {
  readonly [Name in VfAttributeName]: ReturnType<(typeof VF_ATTRIBUTES)[Name]['read']>
}

/** Settings by name, of a table whose attributes are not known to the compiler. */
export type SettingsByName = Readonly<Record<string, VfValue | null | undefined>>

/** Names of the attributes in the order of files, forms and summaries. */
export const VF_ATTRIBUTE_NAMES = Object.keys(VF_ATTRIBUTES) as readonly VfAttributeName[]

/** Names and rows of a table, in its order. */
export const attributesOf = (table: VfAttributeTable): readonly (readonly [string, VfAttribute])[] =>
  Object.entries(table)

type SettingsSchema<T extends VfAttributeTable> = v.StrictObjectSchema<
  { readonly [Name in keyof T]: v.ExactOptionalSchema<T[Name]['schema'], undefined> },
  undefined
>

/** The schema of settings in a plan: every attribute of the table may be there, and nothing else. */
export const settingsSchemaOf = <T extends VfAttributeTable>(table: T): SettingsSchema<T> =>
  v.strictObject(
    Object.fromEntries(attributesOf(table).map(([name, { schema }]) => [name, v.exactOptional(schema)]))
  ) as unknown as SettingsSchema<T>

/** Settings of a VF as a plan file holds them. */
export const vfSettingsSchema = settingsSchemaOf(VF_ATTRIBUTES)

/** The settings with their keys in the order of the table; unknown keys are dropped. */
export const inAttributeOrder = <T extends SettingsByName>(
  settings: T,
  table: VfAttributeTable = VF_ATTRIBUTES
): T =>
  Object.fromEntries(
    attributesOf(table).flatMap(([name]) => (settings[name] === undefined ? [] : [[name, settings[name]]]))
  ) as T

/**
 * Reads an entry of `vfinfo_list` as `ip -json -details link show` prints it; null = one of its values has a form
 * that ip does not print.
 */
export function observedSettings<T extends VfAttributeTable>(
  entry: unknown,
  table: T
): { readonly [Name in keyof T]: ReturnType<T[Name]['read']> } | null {
  const found: Record<string, VfValue | null> = {}
  for (const [name, row] of attributesOf(table)) {
    const parsed = v.safeParse(row.entry, entry)
    if (!parsed.success) return null
    found[name] = row.read(parsed.output)
  }
  return found as { readonly [Name in keyof T]: ReturnType<T[Name]['read']> }
}

/** Attributes in which two readings of one VF differ, in the order of the table, with their values as text. */
export const changedAttributes = (
  before: SettingsByName,
  after: SettingsByName,
  table: VfAttributeTable = VF_ATTRIBUTES
): readonly { readonly name: string; readonly before: string; readonly after: string }[] =>
  attributesOf(table).flatMap(([name, row]) =>
    before[name] === after[name]
      ? []
      : [{ name: row.name, before: observedText(row, before[name]), after: observedText(row, after[name]) }]
  )

/** An observed value as people read it. */
export const observedText = (row: VfAttribute, value: VfValue | null | undefined): string =>
  value === null || value === undefined ? row.ifNull : row.text(value)

/** The settings as short phrases, for example "MAC 52:54:00:00:00:10" and "priority 3"; absent ones are left out. */
export const settingsSummary = (
  settings: SettingsByName,
  table: VfAttributeTable = VF_ATTRIBUTES
): readonly string[] =>
  attributesOf(table).flatMap(([name, row]) => {
    const value = settings[name]
    return value === undefined || value === null ? [] : [`${row.short} ${row.text(value)}`.trim()]
  })
