/** The knobs of a VF as form fields: what is typed on the left, what goes into the plan on the right. */
import * as v from 'valibot'
import type { VfSettings } from '#shared/inventory/types.ts'
import { vfSettingsSchema } from '#shared/plan/schema.ts'
import type { PlanVfSettings } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'

export type VfField = keyof PlanVfSettings
export type VfValue = string | number | boolean

/** One field of the form. */
export interface VfFieldLook {
  readonly field: VfField
  readonly label: string
  readonly kind: 'text' | 'number' | 'choice'
  /** For choices: what is stored, and the words for it. */
  readonly choices?: readonly { readonly value: VfValue; readonly word: string }[]
  readonly unit?: string
  /** Shown where nothing is wrong: the range, or what it costs. */
  readonly hint: string
}

const ON_OFF = [
  { value: true, word: 'on' },
  { value: false, word: 'off' }
] as const

/** In the order of the form. */
export const VF_FIELDS: readonly VfFieldLook[] = [
  { field: 'mac', label: 'MAC', kind: 'text', hint: '' },
  { field: 'vlan', label: 'VLAN', kind: 'number', hint: '0 (none) to 4094' },
  { field: 'qos', label: 'QoS priority', kind: 'number', hint: '0 to 7, needs a VLAN' },
  {
    field: 'vlanProtocol',
    label: 'VLAN protocol',
    kind: 'choice',
    choices: [
      { value: '802.1Q', word: '802.1Q' },
      { value: '802.1ad', word: '802.1ad (QinQ)' }
    ],
    hint: ''
  },
  {
    field: 'trust',
    label: 'Trust',
    kind: 'choice',
    choices: ON_OFF,
    hint: 'on: the guest may change its MAC and go promiscuous'
  },
  {
    field: 'spoofchk',
    label: 'Spoof check',
    kind: 'choice',
    choices: ON_OFF,
    hint: 'on: frames with another source MAC are dropped'
  },
  { field: 'minTxRate', label: 'Min rate', kind: 'number', unit: 'Mbit/s', hint: '0 = no guarantee' },
  { field: 'maxTxRate', label: 'Max rate', kind: 'number', unit: 'Mbit/s', hint: '0 = no limit' },
  {
    field: 'linkState',
    label: 'Link state',
    kind: 'choice',
    choices: [
      { value: 'auto', word: 'auto (as the port)' },
      { value: 'enable', word: 'always up' },
      { value: 'disable', word: 'down' }
    ],
    hint: ''
  }
]

/** A value as it stands in its field; '' = left as it is. */
export const writtenValue = (value: VfValue | undefined | null): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'boolean'
      ? value
        ? 'on'
        : 'off'
      : String(value)

/** What the host holds for a field; null = not reported, or there is no such VF yet. */
export function observedValue(observed: VfSettings | null, field: VfField): VfValue | null {
  if (!observed) return null
  return observed[field] ?? (field === 'mac' ? 'none' : null)
}

const RANGES: Partial<Record<VfField, string>> = {
  vlan: 'a VLAN is a whole number from 0 (none) to 4094',
  qos: 'a priority is a whole number from 0 to 7',
  minTxRate: 'a rate is a whole number of Mbit/s, 0 = no limit',
  maxTxRate: 'a rate is a whole number of Mbit/s, 0 = no limit'
}

function valueOf(look: VfFieldLook, text: string): VfValue {
  if (look.kind === 'number') return Number(text)
  const choice = look.choices?.find((one) => writtenValue(one.value) === text)
  if (choice) return choice.value
  return look.field === 'mac' ? text.toLowerCase().replaceAll('-', ':') : text
}

/**
 * What was typed, as the plan takes it; `undefined` = leave as it is. The error says what would be right, in the
 * words of the plan's schema where it has some.
 */
export function parseVfField(look: VfFieldLook, typed: string): Result<VfValue | undefined, string> {
  const text = typed.trim()
  if (text === '') return ok(undefined)
  const value = valueOf(look, text)
  const parsed = v.safeParse(vfSettingsSchema, { [look.field]: value })
  return parsed.success ? ok(value) : err(RANGES[look.field] ?? parsed.issues[0].message)
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
