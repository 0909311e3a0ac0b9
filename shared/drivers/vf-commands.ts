/**
 * Settings of a VF in the words of `ip link set PF vf N WORD VALUE`. Attributes that share a word are set by one call:
 * VLAN, priority and protocol are one attribute for the kernel, so a planned VLAN always means all three.
 */
import * as v from 'valibot'
import { valueWord, type VfAttribute, type VfAttributeTable, type VfValue } from './vf-attribute.ts'
import { VF_ATTRIBUTES } from './vf-attributes.ts'
import {
  attributesOf,
  type ObservedVfSettings,
  type PlanVfSettings,
  type SettingsByName
} from './vf-settings.ts'

/** Names a call, for example "max-tx-rate". */
export type VfWord = string

/** One call: its word and the text that follows, for example "100 qos 3 proto 802.1ad". */
export interface VfCommand {
  readonly word: VfWord
  readonly value: string
}

type Part = readonly [name: string, row: VfAttribute]

/** The calls of a table in the order in which they are made, each with its attributes. */
const callsOf = (table: VfAttributeTable): ReadonlyMap<VfWord, readonly Part[]> => {
  const parts = attributesOf(table).toSorted(([, a], [, b]) => a.set.order - b.set.order)
  const words = [...new Set(parts.map(([, row]) => row.set.word))]
  return new Map(words.map((word) => [word, parts.filter(([, row]) => row.set.word === word)]))
}

/** The words in the order in which they are set: trust before the MAC that needs it, rates last. */
export const vfWords = (table: VfAttributeTable = VF_ATTRIBUTES): readonly VfWord[] => [
  ...callsOf(table).keys()
]

/** The text of one call; null = it sets nothing, since its first attribute is absent. */
function callText(parts: readonly Part[], settings: SettingsByName): string | null {
  const words = parts.map(([name, { set }]) => {
    const value = settings[name] ?? set.unsaid
    return { keyword: set.keyword, value, isSaid: value !== null && value !== set.unsaid }
  })
  const [first] = words
  if (first === undefined || first.value === null) return null
  const said = words.slice(0, words.findLastIndex(({ isSaid }) => isSaid) + 1)
  return said
    .map(({ keyword, value }) => `${keyword === null ? '' : `${keyword} `}${valueWord(value ?? '')}`)
    .join(' ')
}

/** The planned settings of one VF as calls, in the order in which they are made. */
export const vfCommands = (
  settings: SettingsByName | PlanVfSettings,
  table: VfAttributeTable = VF_ATTRIBUTES
): readonly VfCommand[] =>
  [...callsOf(table)].flatMap(([word, parts]) => {
    const value = callText(parts, settings)
    return value === null ? [] : [{ word, value }]
  })

const partsOf = (word: VfWord, table: VfAttributeTable): readonly Part[] => callsOf(table).get(word) ?? []

/** What the PF driver holds, in the words of the call; null = the driver does not report it. */
export function observedCommand(
  observed: SettingsByName | ObservedVfSettings,
  word: VfWord,
  table: VfAttributeTable = VF_ATTRIBUTES
): string | null {
  const parts = partsOf(word, table)
  const [first] = parts
  if (first === undefined) return null
  const [name, row] = first
  if ((observed as SettingsByName)[name] === null) return row.ifNull === 'none' ? 'none' : null
  return callText(parts, observed)
}

/** A word as a value of the attribute; undefined = it has no such value. */
function parseWord({ schema }: VfAttribute, word: string): VfValue | undefined {
  const candidates: readonly VfValue[] = [
    ...(word === 'on' ? [true] : word === 'off' ? [false] : []),
    ...(/^\d+$/.test(word) ? [Number(word)] : []),
    word
  ]
  return candidates.find((candidate) => v.is(schema, candidate))
}

/** The settings that a call makes: those that it does not name have their value in the table, "none" is null. */
export function parseCommand(
  { word, value }: VfCommand,
  table: VfAttributeTable = VF_ATTRIBUTES
): SettingsByName {
  const words = value.split(' ')
  const settings: Record<string, VfValue | null> = {}
  for (const [name, row] of partsOf(word, table)) {
    const { keyword, unsaid } = row.set
    const text = keyword === null ? words[0] : words[words.indexOf(keyword) + 1 || words.length]
    const isNone = row.ifNull === 'none' && text === 'none'
    const parsed = text === undefined ? (unsaid ?? undefined) : isNone ? null : parseWord(row, text)
    if (parsed !== undefined) settings[name] = parsed
  }
  return settings
}

/** A call's value as people read it: "100, priority 3", "200 Mbit/s", "no limit". */
export function commandText({ word, value }: VfCommand, table: VfAttributeTable = VF_ATTRIBUTES): string {
  const settings = parseCommand({ word, value }, table)
  const parts = partsOf(word, table)
  const shown = parts.flatMap(([name, row], at) => {
    const found = settings[name]
    const isSaid = at === 0 || value.includes(` ${row.set.keyword} `)
    return found === undefined || found === null || !isSaid ? [] : [row.text(found)]
  })
  return shown.length === 0 ? value : shown.join(', ')
}

/** How a call is named in messages: by its first attribute, which stands for the others too. */
export const commandName = (word: VfWord, table: VfAttributeTable = VF_ATTRIBUTES): string =>
  partsOf(word, table)[0]?.[1].name ?? word

/** Whether a call sets a rate, which many drivers refuse without a link. */
export const setsRate = (word: VfWord): boolean =>
  word === wordOf('maxTxRate') || word === wordOf('minTxRate')

/** The call that carries an attribute. */
const wordOf = (name: keyof PlanVfSettings): VfWord => VF_ATTRIBUTES[name].set.word

/** As `commandName`, for column heads and the names of facts. */
export const commandLabel = (word: VfWord, table: VfAttributeTable = VF_ATTRIBUTES): string =>
  partsOf(word, table)[0]?.[1].label ?? word

/** What the PF driver holds for a call, as people read it: "100, priority 3", "none", "not reported". */
export function observedCommandText(
  observed: SettingsByName,
  word: VfWord,
  table: VfAttributeTable = VF_ATTRIBUTES
): string {
  const value = observedCommand(observed, word, table)
  return value === null ? 'not reported' : commandText({ word, value }, table)
}
