/**
 * What one attribute of a VF is: an attribute is what `ip link set PF vf N` sets and the PF driver holds. The rows
 * stand in `vf-attributes.ts`; schema, file order, drift, steps, labels, form and tables derive from them.
 */
import type * as v from 'valibot'

/** A value of an attribute. */
export type VfValue = string | number | boolean

/** How a value is put in: typed text or number, or chosen. */
export type VfControl =
  | { readonly kind: 'text' }
  | { readonly kind: 'number'; readonly unit?: string }
  /** `word`: what the form shows for a value. */
  | {
      readonly kind: 'choice'
      readonly choices: readonly { readonly value: VfValue; readonly word: string }[]
    }

/**
 * How an attribute is set. Attributes with the same `word` are set by one call, in the order of the table: the one
 * without a keyword first.
 */
interface VfSetting<T extends VfValue = VfValue> {
  /** Names the call in steps and scripts, for example "max-tx-rate". */
  readonly word: string
  /** Stands before the value where it is not the first of its call, for example "qos". */
  readonly keyword: string | null
  /** Place among the calls for one VF, smallest first. */
  readonly order: number
  /** What the call sets where it does not name the attribute. */
  readonly unsaid: T | null
}

/** One attribute. `T`: its values. `E`: the part of an entry of `vfinfo_list` that holds it. */
export interface VfAttribute<T extends VfValue = VfValue, E = unknown, O extends T | null = T | null> {
  /** What a plan may want; the message says what would be right. */
  readonly schema: v.GenericSchema<T>
  /** Within a sentence, for example "maximum rate". */
  readonly name: string
  /** In forms and column heads, for example "Max rate". */
  readonly label: string
  /** Before the value in a summary; empty where the value speaks for itself. */
  readonly short: string
  /** What is taken or refused, with its article where it has one, for example "a maximum rate". */
  readonly object: string
  /** The value that means "nothing set", which a driver that refuses the attribute mostly takes; null = there is none. */
  readonly off: T | null
  readonly set: VfSetting<T>
  /** What `read` needs of an entry. */
  readonly entry: v.GenericSchema<unknown, E>
  /** The value that the PF driver holds; null: see `ifNull`. */
  read(entry: E): O
  /** What null stands for: no value is set, or the driver does not report one. */
  readonly ifNull: 'none' | 'not reported'
  /** The value as people read it, for example "200 Mbit/s" or "no limit". */
  text(value: T): string
  readonly control: VfControl
  /** What was typed, in the form in which the schema takes it. */
  tidy?(typed: string): string
  /** Below the field: the range, or what it costs; may be empty. */
  readonly hint: string
}

/** Checks a row and keeps its types. */
export const attribute = <T extends VfValue, E, O extends T | null>(
  row: VfAttribute<T, E, O>
): VfAttribute<T, E, O> => row

/** Attributes by their name in the plan; the order of keys is that of files, forms and summaries. */
export type VfAttributeTable = Readonly<Record<string, VfAttribute>>

/** A value as `ip link set` takes it. */
export const valueWord = (value: VfValue): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
