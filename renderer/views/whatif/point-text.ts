/** Questions about one mechanism, and their answers, in words. */
import * as v from 'valibot'
import type { Figure } from '#shared/simulate/report.ts'
import { pointSchema, type MechanismScenario } from '#shared/simulate/scenario/scenario.ts'
import { figure, range } from '../../ui/format.ts'
import { timeWords } from './what-if-text.ts'

/** What a kind of question is about, in the words of the schema: "What a PCIe link carries". */
export function kindWords(kind: MechanismScenario['kind']): string {
  const option = pointSchema.options.find(({ entries }) => v.is(entries.kind, kind))
  const words = (option && v.getDescription(option.entries.kind)) ?? kind
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** One input of a question. */
export interface AskedFact {
  /** As in the file, for example "link.lanes". */
  readonly name: string
  readonly value: string
}

/** Everything that a scenario says but its kind, under the names of the file, so that both can be read side by side. */
export function askedFacts({ kind: _, ...asked }: MechanismScenario): readonly AskedFact[] {
  const facts: AskedFact[] = []
  const add = (name: string, value: unknown): void => {
    if (Array.isArray(value) && value.every((each) => typeof each !== 'object'))
      facts.push({ name, value: value.length === 0 ? 'none' : value.join(', ') })
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) add(`${name}.${key}`, part)
    else if (value !== undefined) facts.push({ name, value: valueWords(value) })
  }
  for (const [name, value] of Object.entries(asked)) add(name, value)
  return facts
}

function valueWords(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 6 })
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Value and range of a figure with its unit; the range is empty where it has no width. */
export function figureWords({ unit, band }: Figure): { readonly value: string; readonly range: string } {
  const { value, low, high } = band
  const inNs = { ns: 1, us: 1e3, s: 1e9 }[unit]
  if (inNs !== undefined) {
    const [from, to] = [timeWords(low * inNs), timeWords(high * inNs)]
    return { value: timeWords(value * inNs), range: from === to ? '' : `${from} – ${to}` }
  }
  if (unit === '1') {
    // Above 1 it is a ratio and no share.
    const percent = (share: number): string =>
      value > 1 ? `${figure(share)} ×` : `${Number((share * 100).toPrecision(3))} %`
    return {
      value: percent(value),
      range: percent(low) === percent(high) ? '' : `${percent(low)} – ${percent(high)}`
    }
  }
  return { value: `${figure(value)} ${unit}`, range: figure(low) === figure(high) ? '' : range(band) }
}
