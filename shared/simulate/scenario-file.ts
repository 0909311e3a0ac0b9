/** Scenario files: a scenario with the inputs of the model that it replaces. Checked before anything is computed. */
import * as v from 'valibot'
import { err, ok, type Result } from '../result.ts'
import { withOverrides, type Values } from './calibration/parameters.ts'
import { overridesSchema, scenarioSchema, type Scenario } from './scenario.ts'

/** Shape of scenario files. */
export const SCENARIO_SCHEMA_VERSION = 1

/** A scenario file. */
export const scenarioFileSchema = v.strictObject({
  $schema: v.exactOptional(v.pipe(v.string(), v.description('for editors'))),
  schemaVersion: v.literal(SCENARIO_SCHEMA_VERSION),
  title: v.exactOptional(v.pipe(v.string(), v.description('for people'))),
  scenario: scenarioSchema,
  parameters: v.exactOptional(
    v.pipe(overridesSchema, v.description('inputs of the model by name, for example {"iommu.readWalk": 60}'))
  )
})

/** A scenario that is ready to be estimated or run. */
export interface ScenarioFile {
  readonly title: string | null
  readonly scenario: Scenario
  /** Inputs that the file replaces. */
  readonly parameters: Partial<Values>
  /** All inputs, with those of the file. */
  readonly values: Values
}

/** One bad value. `where` is a path such as "scenario.link.lanes"; empty for the file as a whole. */
export interface BadValue {
  readonly where: string
  readonly message: string
}

/** Why a file is not a scenario. */
export type ScenarioFileError =
  | { readonly kind: 'not-json'; readonly message: string }
  | { readonly kind: 'not-a-scenario'; readonly bad: readonly [BadValue, ...BadValue[]] }
  | { readonly kind: 'no-such-port'; readonly host: string; readonly vm: string; readonly port: string }

/** Reads a scenario file. */
export function parseScenarioFile(text: string): Result<ScenarioFile, ScenarioFileError> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return err({ kind: 'not-json', message: error instanceof Error ? error.message : String(error) })
  }
  const parsed = v.safeParse(scenarioFileSchema, json)
  if (!parsed.success) {
    const [first, ...others] = parsed.issues
    return err({ kind: 'not-a-scenario', bad: [badValue(first), ...others.map(badValue)] })
  }
  const { scenario, parameters, title } = parsed.output
  const lost = missingPort(scenario)
  return lost === null
    ? ok({
        title: title ?? null,
        scenario,
        parameters: parameters ?? {},
        values: withOverrides(parameters ?? {})
      })
    : err(lost)
}

const badValue = (issue: v.BaseIssue<unknown>): BadValue => ({
  where: v.getDotPath(issue) ?? '',
  message: issue.message
})

/** A function of a layout that names a port its host does not have. */
function missingPort(scenario: Scenario): ScenarioFileError | null {
  if (scenario.kind !== 'layout') return null
  for (const host of scenario.hosts) {
    const ports = new Set(host.ports.map((port) => port.id))
    for (const vm of host.vms)
      for (const { port } of vm.functions)
        if (!ports.has(port)) return { kind: 'no-such-port', host: host.id, vm: vm.id, port }
  }
  return null
}

/** Bad values that one sentence tells. */
const MOST_TOLD = 3

/** An error in a sentence. */
export function explainScenarioFileError(error: ScenarioFileError): string {
  switch (error.kind) {
    case 'not-json':
      return `the file is not JSON: ${error.message}`
    case 'not-a-scenario':
      return error.bad
        .slice(0, MOST_TOLD)
        .map(({ where, message }) => `${where === '' ? 'the file' : where}: ${message}`)
        .concat(error.bad.length > MOST_TOLD ? [`and ${error.bad.length - MOST_TOLD} more`] : [])
        .join('; ')
    case 'no-such-port':
      return `VM ${error.vm} uses port ${error.port}, which host ${error.host} does not have`
  }
}

/** Text of a scenario file, in the form in which the examples are kept. */
export const formatScenarioFile = (scenario: Scenario, title?: string): string =>
  `${JSON.stringify({ schemaVersion: SCENARIO_SCHEMA_VERSION, ...(title === undefined ? {} : { title }), scenario }, null, 2)}\n`
