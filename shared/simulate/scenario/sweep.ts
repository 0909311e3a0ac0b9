/** Sweeps of scenario files: the same question with one input through several values. */
import * as v from 'valibot'
import { err, ok, type Result } from '../../result.ts'
import { layoutFaults } from '../layout/layout-errors.ts'
import { scenarioSchema, type Scenario } from './scenario.ts'
import { described } from '../presets/schema-parts.ts'

/** A value that an input goes through. */
const sweptValue = v.union([v.number(), v.string(), v.boolean()])
/** See `sweptValue`. */
export type SweptValue = v.InferOutput<typeof sweptValue>

/** What a file says about its sweep. */
export const sweepSchema = v.strictObject({
  path: described(
    v.pipe(
      v.string(),
      v.regex(
        /^[A-Za-z0-9]+(\.([A-Za-z0-9]+|\*))*$/,
        'names of inputs, numbers in lists or *, with dots between them'
      )
    ),
    'an input of the scenario, for example "frameBytes"; in lists by number or * for all: "hosts.0.vms.*.functions.*.traffic.frameBytes"'
  ),
  values: described(
    v.pipe(v.array(sweptValue), v.minLength(1), v.maxLength(1000)),
    'what the input is set to, one after the other'
  )
})

/** The scenarios of a sweep, in the order of their values. */
export interface Sweep {
  readonly path: string
  readonly steps: readonly { readonly value: SweptValue; readonly scenario: Scenario }[]
}

/** Why a sweep cannot be made; `where` within the file. */
export interface SweepFault {
  readonly where: string
  readonly message: string
}

/** Characters of all scenarios of a sweep: each of its values makes one scenario. */
const MOST_CHARACTERS = 16 * 1024 * 1024

/** The scenarios that come of setting the input at `path` of `scenario`, each checked like one of its own. */
export function makeSweep(
  scenario: Scenario,
  { path, values }: v.InferOutput<typeof sweepSchema>
): Result<Sweep, readonly SweepFault[]> {
  const characters = JSON.stringify(scenario).length * values.length
  if (characters > MOST_CHARACTERS)
    return err([
      {
        where: 'sweep.values',
        message: `${values.length} values of so large a scenario are ${characters} characters, the limit is ${MOST_CHARACTERS}: sweep fewer values or a smaller layout`
      }
    ])
  const faults: SweepFault[] = []
  const steps = values.flatMap((value, i): Sweep['steps'] => {
    const changed = structuredCopy(scenario)
    if (!setAll(changed, path.split('.'), value)) {
      if (i === 0) faults.push({ where: 'sweep.path', message: `the scenario has no input "${path}"` })
      return []
    }
    const parsed = v.safeParse(scenarioSchema, changed)
    if (parsed.success) {
      const contradictions = parsed.output.kind === 'layout' ? layoutFaults(parsed.output) : []
      for (const { where, message } of contradictions)
        faults.push({ where: `sweep.values.${i}`, message: `${where}: ${message}` })
      return [{ value, scenario: parsed.output }]
    }
    for (const issue of parsed.issues)
      faults.push({ where: `sweep.values.${i}`, message: `${v.getDotPath(issue) ?? path}: ${issue.message}` })
    return []
  })
  return faults.length > 0 ? err(faults) : ok({ path, steps })
}

/** A scenario is plain data. */
const structuredCopy = (scenario: Scenario): unknown => JSON.parse(JSON.stringify(scenario))

/** Sets what `keys` lead to; false where they lead nowhere. An input that may be left out need not be there. */
function setAll(node: unknown, [key, ...rest]: readonly string[], value: SweptValue): boolean {
  if (key === undefined || typeof node !== 'object' || node === null) return false
  if (Array.isArray(node)) {
    const items: readonly unknown[] = node
    if (key !== '*') return rest.length > 0 && setAll(items[Number(key)], rest, value)
    return items.length > 0 && items.every((item) => setAll(item, rest, value))
  }
  if (rest.length > 0) return setAll((node as Readonly<Record<string, unknown>>)[key], rest, value)
  Object.assign(node, { [key]: value })
  return true
}
