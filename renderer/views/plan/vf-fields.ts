/** The attributes of a VF as form fields: what is typed on the left, what goes into the plan on the right. */
import * as v from 'valibot'
import { offerOf } from '#shared/drivers/offers.ts'
import { pfDriver } from '#shared/drivers/pf-drivers.ts'
import {
  valueWord,
  type VfAttributeTable,
  type VfControl,
  type VfValue
} from '#shared/drivers/vf-attribute.ts'
import { VF_ATTRIBUTES } from '#shared/drivers/vf-attributes.ts'
import { attributesOf, observedText, type VfAttributeName } from '#shared/drivers/vf-settings.ts'
import type { VfSettings } from '#shared/inventory/types.ts'
import type { PlanVfSettings } from '#shared/plan/types.ts'
import type { PlannedPf } from '#shared/planned/planned-pf.ts'
import { portContext } from '#shared/planned/port-context.ts'
import { err, ok, type Result } from '#shared/result.ts'

export type { VfValue }

/** One field of the form. `Field`: the attribute's name in the plan. */
export interface VfFieldLook<Field extends string = VfAttributeName> {
  readonly field: Field
  readonly label: string
  readonly control: VfControl
  /** Shown where nothing is wrong: the range, what it costs, or what the driver says to it. */
  readonly hint: string
  /** Whether the driver takes it; false = it can only be taken out of the plan. */
  readonly isOffered: boolean
}

export type VfField = VfAttributeName

/** The fields of a table of attributes, in its order. */
export const fieldsOf = <T extends VfAttributeTable>(table: T): readonly VfFieldLook<keyof T & string>[] =>
  attributesOf(table).map(([field, { label, control, hint }]) => ({
    field,
    label,
    control,
    hint,
    isOffered: true
  }))

/** In the order of the form. */
export const VF_FIELDS: readonly VfFieldLook[] = fieldsOf(VF_ATTRIBUTES)

/** The fields as the drivers of these PFs take them: what one of them does not take is not offered. */
export const fieldsOn = (pfs: readonly PlannedPf[]): readonly VfFieldLook[] =>
  VF_FIELDS.map((look) =>
    pfs.reduce((narrowed, pf) => {
      const offer = offerOf(pfDriver(pf.driver), look.field, portContext(pf), pf.driver)
      if (offer.kind === 'closed') return { ...narrowed, hint: offer.why, isOffered: false }
      const hint = narrowed.isOffered ? (offer.note ?? narrowed.hint) : narrowed.hint
      return { ...narrowed, hint, control: only(narrowed.control, offer.only) }
    }, look)
  )

/** A control with the values that have an effect; null = all. */
const only = (control: VfControl, values: readonly VfValue[] | null): VfControl =>
  control.kind === 'choice' && values !== null
    ? { ...control, choices: control.choices.filter(({ value }) => values.includes(value)) }
    : control

/** A value as it stands in its field; '' = left as it is. */
export const writtenValue = (value: VfValue | undefined | null): string =>
  value === undefined || value === null ? '' : valueWord(value)

/** What the host holds for a field; null = not reported, or there is no such VF yet. */
export function observedValue(observed: VfSettings | null, field: VfField): VfValue | null {
  if (!observed) return null
  const row = VF_ATTRIBUTES[field]
  return observed[field] ?? (row.ifNull === 'none' ? observedText(row, null) : null)
}

function valueOf(control: VfControl, text: string): VfValue {
  if (control.kind === 'number') return Number(text)
  if (control.kind === 'text') return text
  return control.choices.find((one) => writtenValue(one.value) === text)?.value ?? text
}

/**
 * What was typed, as the plan takes it; `undefined` = leave as it is. The error says what would be right, in the
 * words of the attribute's schema.
 */
export function parseVfField(
  { field, control }: VfFieldLook<string>,
  typed: string,
  table: VfAttributeTable = VF_ATTRIBUTES
): Result<VfValue | undefined, string> {
  const row = table[field]
  const text = typed.trim()
  if (row === undefined || text === '') return ok(undefined)
  const parsed = v.safeParse(row.schema, valueOf(control, row.tidy?.(text) ?? text))
  return parsed.success ? ok(parsed.output) : err(parsed.issues[0].message)
}

/** The settings with one field changed; `undefined` takes it out. */
export function withField(
  settings: PlanVfSettings,
  field: VfField,
  value: VfValue | undefined
): PlanVfSettings {
  const { [field]: _before, ...rest } = settings
  return value === undefined ? rest : { ...rest, [field]: value }
}

/** What several VFs have in common in a field: one value, or that they differ. */
export function commonValue(
  all: readonly PlanVfSettings[],
  field: VfField
): { readonly kind: 'same'; readonly value: VfValue | undefined } | { readonly kind: 'mixed' } {
  const [first, ...others] = all.map((one) => one[field])
  return others.every((one) => one === first) ? { kind: 'same', value: first } : { kind: 'mixed' }
}
