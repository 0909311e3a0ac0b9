/** What a file is that somebody opens in What-if: by what it says, never by its name. */
import { parseBoundedJson } from '#shared/bounded-json.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { Values } from '#shared/calibration/parameters.ts'
import { parseMeasured, sourceOf } from '#shared/simulate/measurements/parse.ts'
import { explainMeasuredError, type MeasuredResult } from '#shared/simulate/measurements/result.ts'
import { parsePresetFile } from '#shared/simulate/scenario/preset-file.ts'
import type { RunSettings } from '#shared/simulate/scenario/run-event-schema.ts'
import {
  explainScenarioFileError,
  parseScenarioFile,
  type BadValue,
  type ScenarioFileError
} from '#shared/simulate/scenario/scenario-file.ts'
import type { Scenario } from '#shared/simulate/scenario/scenario.ts'
import type { Sweep } from '#shared/simulate/scenario/sweep.ts'

/** A scenario out of a file, with the inputs of the model that the file replaces. */
export interface ScenarioOfFile {
  readonly kind: 'scenario'
  /** Of the file. */
  readonly name: string
  readonly title: string
  readonly scenario: Scenario
  readonly parameters: Partial<Values>
  /** How the file wants the layout run; empty where it says nothing. */
  readonly run: RunSettings
  /** The same with one input through several values; null where the file has none. */
  readonly sweep: Sweep | null
}

/** A host's own preset out of a file. */
interface PresetOfFile {
  readonly kind: 'preset'
  readonly name: string
  readonly parameters: Partial<Values>
}

/** What a tool measured, out of its output. */
interface ResultsOfFile {
  readonly kind: 'measured'
  readonly name: string
  /** At least one. */
  readonly results: readonly MeasuredResult[]
}

/** Everything that What-if has something to do with. */
export type Opened = ScenarioOfFile | PresetOfFile | ResultsOfFile

/** One bad value in the words of the file. */
interface BadLine {
  /** Path such as "scenario.hosts.0.vms.2.vcpus". */
  readonly where: string
  /** As it stands in the file, shortened; empty where it is missing. */
  readonly value: string
  readonly expected: string
}

/** Why a file was not opened. */
export interface OpenProblem {
  readonly name: string
  readonly message: string
  /** Where the file is JSON of the right kind with values that do not fit; empty otherwise. */
  readonly bad: readonly BadLine[]
}

/** Finds out what `text` is and reads it. */
export function readOpened(name: string, text: string): Result<Opened, OpenProblem> {
  const problem = (message: string, bad: readonly BadLine[] = []): Result<never, OpenProblem> =>
    err({ name, message, bad })
  // What a terminal showed is not measured as JSON: its escapes open brackets.
  const read = /^[\s\uFEFF]*[{[]/.test(text) ? parseBoundedJson(text) : null
  if (read?.ok === false && read.error.kind === 'beyond-limits')
    return problem(`It is not read: ${read.error.why}.`)
  const json = read?.ok ? read.value.json : undefined
  if (isObject(json) && json['kind'] === 'vflab-preset') {
    const preset = parsePresetFile(text)
    return preset.ok ? ok({ kind: 'preset', name, parameters: preset.value }) : problem(preset.error)
  }
  if (isObject(json) && 'scenario' in json) {
    const file = parseScenarioFile(text)
    if (!file.ok) return problem(explainScenarioFileError(file.error), badLines(file.error, json))
    const { title, scenario, parameters, run, sweep } = file.value
    return ok({ kind: 'scenario', name, title: title ?? name, scenario, parameters, run, sweep })
  }
  if (sourceOf(text) === null)
    return problem(
      json === undefined
        ? 'It is no JSON, and no port statistics of testpmd. VF Lab opens scenario files, presets of hosts, and what iperf3 (-J), TRex, testpmd and fio (--output-format=json) print.'
        : 'It is JSON, but of none of these: a scenario file, a preset of a host, output of iperf3 (-J), TRex or fio (--output-format=json).'
    )
  const results = parseMeasured(text)
  return results.ok
    ? ok({ kind: 'measured', name, results: results.value })
    : problem(explainMeasuredError(results.error))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const badLines = (error: ScenarioFileError, json: unknown): readonly BadLine[] =>
  error.kind === 'not-a-scenario' ? error.bad.map((bad) => badLine(bad, json)) : []

/** A value in the file is not longer than this on the screen. */
const MOST_SHOWN = 40

function badLine({ where, message }: BadValue, json: unknown): BadLine {
  const value = valueAt(json, where)
  const text = value === undefined ? '' : JSON.stringify(value)
  return {
    where: where === '' ? 'the file' : where,
    value: text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text,
    expected: expectation(message, value === undefined)
  }
}

/** The checker's "Invalid type: Expected X but received Y" without what the other columns say. */
function expectation(message: string, isMissing: boolean): string {
  if (message.startsWith('Invalid key: Expected never')) return 'nothing of this name'
  if (isMissing) return 'a value: it is missing'
  const expected = /Expected (.*) but received /s.exec(message)?.[1] ?? message
  return expected.replace(/^\((.*)\)$/s, '$1').replaceAll(' | ', ', ')
}

const valueAt = (json: unknown, where: string): unknown =>
  where
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      json
    )
