/** Scenario files: a scenario with the inputs of the model that it replaces. Checked before anything is computed. */
import * as v from 'valibot'
import {
  checkBoundedJson,
  parseBoundedJson,
  USUAL_LIMITS,
  type JsonFault,
  type JsonLimits
} from '../../bounded-json.ts'
import { err, ok, type Result } from '../../result.ts'
import { withOverrides, type Values } from '../../calibration/parameters.ts'
import { layoutFaults } from '../layout/layout-errors.ts'
import { runSettingsSchema, type RunSettings } from './run-event-schema.ts'
import { overridesSchema, scenarioSchema, type Scenario } from './scenario.ts'
import { makeSweep, sweepSchema, type Sweep } from './sweep.ts'

/** Shape of scenario files. */
const SCENARIO_SCHEMA_VERSION = 1

/** A scenario file. */
export const scenarioFileSchema = v.strictObject({
  $schema: v.exactOptional(v.pipe(v.string(), v.description('for editors'))),
  schemaVersion: v.literal(SCENARIO_SCHEMA_VERSION),
  title: v.exactOptional(v.pipe(v.string(), v.description('for people'))),
  scenario: scenarioSchema,
  parameters: v.exactOptional(
    v.pipe(overridesSchema, v.description('inputs of the model by name, for example {"iommu.readWalk": 60}'))
  ),
  run: v.exactOptional(
    v.pipe(runSettingsSchema, v.description('how a layout is run; options of the command line go before it'))
  ),
  sweep: v.exactOptional(
    v.pipe(sweepSchema, v.description('the same with one input of the scenario through several values'))
  )
})

/** A scenario that is ready to be estimated or run. */
export interface ScenarioFile {
  readonly title: string | null
  readonly scenario: Scenario
  /** Inputs that the file replaces. */
  readonly parameters: Partial<Values>
  /** How the layout is to be run; empty where the file leaves it to others. */
  readonly run: RunSettings
  /** null = the scenario is asked as it is. */
  readonly sweep: Sweep | null
  /** All inputs, with those of the file. */
  readonly values: Values
}

/** One bad value. `where` is a path such as "scenario.link.lanes"; empty for the file as a whole. */
export interface BadValue {
  readonly where: string
  readonly message: string
  /** The value as JSON, where the message does not tell it. */
  readonly received?: string
}

/** Why a file is not a scenario. */
export type ScenarioFileError =
  JsonFault | { readonly kind: 'not-a-scenario'; readonly bad: readonly [BadValue, ...BadValue[]] }

/** Some 10,000 flows: every peer of a flow is looked for among all VMs. */
const LIMITS: JsonLimits = { ...USUAL_LIMITS, elements: 10_000, values: 200_000 }

/** Reads a scenario file. */
export function parseScenarioFile(text: string): Result<ScenarioFile, ScenarioFileError> {
  const read = parseBoundedJson(text, LIMITS)
  if (!read.ok) return read
  const parsed = checkBoundedJson(scenarioFileSchema, read.value)
  if (!parsed.success) {
    const [first, ...others] = parsed.issues
    return err({ kind: 'not-a-scenario', bad: [badValue(first), ...others.map(badValue)] })
  }
  const { scenario, parameters, title, run = {}, sweep } = parsed.output
  const [first, ...others] = [...scenarioFaults(scenario), ...runFaults(scenario, run)]
  if (first !== undefined) return err({ kind: 'not-a-scenario', bad: [first, ...others] })
  const swept = sweep === undefined ? ok(null) : makeSweep(scenario, sweep)
  if (!swept.ok) {
    const [fault, ...more] = swept.error
    if (fault !== undefined) return err({ kind: 'not-a-scenario', bad: [fault, ...more] })
  }
  return ok({
    title: title ?? null,
    scenario,
    parameters: parameters ?? {},
    run,
    sweep: swept.ok ? swept.value : null,
    values: withOverrides(parameters ?? {})
  })
}

const scenarioFaults = (scenario: Scenario): readonly BadValue[] =>
  scenario.kind === 'layout'
    ? layoutFaults(scenario).map(({ where, message }) => ({ where: `scenario.${where}`, message }))
    : []

/** Events and traces of what the layout does not have. */
function runFaults(scenario: Scenario, run: RunSettings): readonly BadValue[] {
  if (scenario.kind !== 'layout')
    return Object.keys(run).length === 0
      ? []
      : [{ where: 'run', message: `only a layout can be run, and this scenario is a ${scenario.kind}` }]
  const flows = scenario.hosts.reduce(
    (sum, { vms }) => sum + vms.reduce((count, vm) => count + vm.functions.length, 0),
    0
  )
  const flowFault = (flow: number, where: string): readonly BadValue[] =>
    flow < flows ? [] : [{ where, message: `there is no flow ${flow}: the layout has ${flows}, from 0` }]
  const events = (run.events ?? []).flatMap((event, i): readonly BadValue[] => {
    const where = `run.events.${i}`
    if (event.kind === 'vf-reset') return flowFault(event.flow, `${where}.flow`)
    const host = scenario.hosts.find(({ id }) => id === event.host)
    if (host === undefined) return [{ where: `${where}.host`, message: `there is no host "${event.host}"` }]
    return host.ports.some(({ id }) => id === event.port)
      ? []
      : [{ where: `${where}.port`, message: `host "${event.host}" has no port "${event.port}"` }]
  })
  return [...events, ...(run.trace === undefined ? [] : flowFault(run.trace.flow, 'run.trace.flow'))]
}

/** Longest value that is quoted. */
const MOST_QUOTED = 60

function badValue(issue: v.BaseIssue<unknown>): BadValue {
  // Messages of our own say what was expected; the library's say what was received as well.
  const isTold = /received/i.test(issue.message)
  const text = JSON.stringify(issue.input) as string | undefined
  const shown = text !== undefined && text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}...` : text
  return {
    where: v.getDotPath(issue) ?? '',
    message: issue.message,
    ...(isTold || shown === undefined ? {} : { received: shown })
  }
}

/** Bad values that one sentence tells. */
const MOST_TOLD = 3

/** An error in a sentence. */
export function explainScenarioFileError(error: ScenarioFileError): string {
  switch (error.kind) {
    case 'not-json':
      return `the file is not JSON: ${error.why}`
    case 'beyond-limits':
      return `the file is not read: ${error.why}`
    case 'not-a-scenario':
      return error.bad
        .slice(0, MOST_TOLD)
        .map(
          ({ where, message, received }) =>
            `${where === '' ? 'the file' : where}: ${message}${received === undefined ? '' : `; not ${received}`}`
        )
        .concat(error.bad.length > MOST_TOLD ? [`and ${error.bad.length - MOST_TOLD} more`] : [])
        .join('; ')
  }
}

/** What a scenario file has besides the scenario; what is empty is left out. */
export interface ScenarioFileParts {
  readonly title?: string
  readonly parameters?: Partial<Values>
  readonly run?: RunSettings
  readonly sweep?: Sweep
}

/** Text of a scenario file, in the form in which the examples are kept. */
export function formatScenarioFile(
  scenario: Scenario,
  { title, parameters = {}, run = {}, sweep }: ScenarioFileParts = {}
): string {
  const file = {
    schemaVersion: SCENARIO_SCHEMA_VERSION,
    ...(title === undefined ? {} : { title }),
    scenario,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(Object.keys(run).length === 0 ? {} : { run }),
    ...(sweep === undefined
      ? {}
      : { sweep: { path: sweep.path, values: sweep.steps.map(({ value }) => value) } })
  }
  return `${JSON.stringify(file, null, 2)}\n`
}
