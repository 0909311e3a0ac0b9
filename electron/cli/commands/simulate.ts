import { outOfRange, parameters, withOverrides, type Values } from '#shared/calibration/parameters.ts'
import { presetLines } from '#shared/simulate/presets/preset-list.ts'
import { formatValidations, validate } from '#shared/simulate/validation/validate.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import { compare, type Comparison } from '#shared/simulate/measurements/compare.ts'
import { explainFitError, fit } from '#shared/simulate/measurements/fit.ts'
import { parseMeasured } from '#shared/simulate/measurements/parse.ts'
import {
  predictedMetrics,
  predictedOfRun,
  type PredictedMetric
} from '#shared/simulate/measurements/predicted.ts'
import { explainMeasuredError, type MeasuredResult } from '#shared/simulate/measurements/result.ts'
import { formatPresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { framesOfRun } from '#shared/simulate/what-if/offered-load.ts'
import { reportJson } from '#shared/simulate/report-json.ts'
import type { RunSettings } from '#shared/simulate/scenario/run-event-schema.ts'
import { run, type RunOptions } from '#shared/simulate/run/run.ts'
import { runJson } from '#shared/simulate/run/run-json.ts'
import { explainScenarioFileError, parseScenarioFile } from '#shared/simulate/scenario/scenario-file.ts'
import type { Scenario } from '#shared/simulate/scenario/scenario.ts'
import { schemaDocument, type SchemaName } from '#shared/simulate/schema/documents.ts'
import {
  REPORT_SCHEMA_VERSION,
  type ReportFile,
  type SingleReportFile,
  type SweepFile
} from '#shared/simulate/schema/report-schema.ts'
import type { Sweep } from '#shared/simulate/scenario/sweep.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { inputName, readInput } from '../input-file.ts'
import { readPresets } from '../preset-option.ts'
import { reportText } from '../simulation-text.ts'
import { table } from '../table.ts'
import type { Terminal } from '../terminal.ts'

/** Options of `vflab simulate`. */
export interface SimulateOptions {
  readonly mode: 'estimate' | 'run'
  readonly seed?: number
  /** Simulated ms that are measured, and before that. */
  readonly duration?: number
  readonly warmUp?: number
  readonly parameters: readonly string[]
  readonly measured?: string
  readonly fit?: boolean
  readonly json?: boolean
  readonly listPresets?: boolean
  readonly validate?: boolean
  readonly schema?: SchemaName
}

const NS_PER_MS = 1_000_000
/** Where neither the command line nor the file says otherwise. */
const USUAL_RUN = { seed: 1, durationNs: 10 * NS_PER_MS, warmUpNs: 2 * NS_PER_MS } as const

/** `vflab simulate`: what a scenario gives; or the presets, the calibration table, the schemas. */
export function simulate(terminal: Terminal, path: string | undefined, options: SimulateOptions): ExitCode {
  const asked = [path, options.listPresets, options.validate, options.schema].filter(
    (each) => each !== undefined
  )
  if (asked.length !== 1)
    throw new CommandFailure(
      EXIT.usage,
      'give one of: a scenario file (- for stdin), --list-presets, --validate, --schema'
    )
  if (options.schema !== undefined) {
    terminal.printJson(schemaDocument(options.schema))
    return EXIT.ok
  }
  if (options.listPresets) return listPresets(terminal, options)
  const preset = readPresets(options.parameters)
  if (options.validate) return printValidation(terminal, preset, options)
  return simulateFile(terminal, path ?? '-', preset, options)
}

function listPresets(terminal: Terminal, { json }: SimulateOptions): ExitCode {
  const lines = presetLines()
  if (json) terminal.printJson({ schemaVersion: REPORT_SCHEMA_VERSION, presets: lines })
  else {
    const rows = lines.map(({ kind, id, label, facts, source }) => [kind, id, label, facts, source])
    terminal.print(table(['KIND', 'ID', 'LABEL', 'FACTS', 'SOURCE'], rows))
  }
  return EXIT.ok
}

/** The calibration table; status 1 where a row is out. */
function printValidation(terminal: Terminal, preset: Partial<Values>, { json }: SimulateOptions): ExitCode {
  const rows = validate(withOverrides(preset))
  const outside = rows.filter((row) => !row.isWithin).length
  if (json) terminal.printJson({ schemaVersion: REPORT_SCHEMA_VERSION, rows, outside })
  else {
    terminal.print(formatValidations(rows))
    terminal.print(`${rows.length} published values, ${outside} outside their tolerance`)
  }
  return outside > 0 ? EXIT.failed : EXIT.ok
}

function simulateFile(
  terminal: Terminal,
  path: string,
  preset: Partial<Values>,
  options: SimulateOptions
): ExitCode {
  const file = parseScenarioFile(readInput(path))
  if (!file.ok)
    throw new CommandFailure(EXIT.precondition, `${inputName(path)}: ${explainScenarioFileError(file.error)}`)
  const { scenario, title, run: settings, sweep } = file.value
  // What the scenario says goes before the preset of the host.
  const values = withOverrides({ ...preset, ...file.value.parameters })
  if (sweep !== null && (options.measured !== undefined || options.fit))
    throw new CommandFailure(EXIT.usage, '--measured and --fit need a scenario with one answer, not a sweep')
  const results = options.measured === undefined ? null : readMeasured(options.measured)
  if (options.fit) {
    if (results === null) throw new CommandFailure(EXIT.usage, '--fit needs --measured FILE')
    return printFit(terminal, scenario, results, values, options.measured ?? '')
  }
  noteLongRun(
    terminal,
    sweep === null ? [scenario] : sweep.steps.map((step) => step.scenario),
    settings,
    values,
    options
  )
  const report: ReportFile = {
    ...(sweep === null
      ? answer(scenario, settings, values, results, options)
      : sweepAnswer(sweep, settings, values, options)),
    title,
    notes: outOfRange(values).map(
      (id) =>
        `${id} is ${values[id]} ${parameters[id].unit}, outside of ${parameters[id].min} to ${parameters[id].max}: extrapolated`
    )
  }
  if (options.json) terminal.printJson(report)
  else terminal.print(reportText(report))
  return EXIT.ok
}

/** The answers to all steps of a sweep. */
function sweepAnswer(
  { path, steps }: Sweep,
  settings: RunSettings,
  values: Values,
  options: SimulateOptions
): SweepFile {
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    title: null,
    notes: [],
    mode: 'sweep',
    by: options.mode,
    path,
    steps: steps.map(({ value, scenario }) => ({
      value,
      report: answer(scenario, settings, values, null, options).report
    }))
  }
}

function answer(
  scenario: Scenario,
  settings: RunSettings,
  values: Values,
  results: readonly MeasuredResult[] | null,
  options: SimulateOptions
): SingleReportFile {
  const { mode } = options
  const head = { schemaVersion: REPORT_SCHEMA_VERSION, title: null, notes: [] } as const
  const beside = (
    predictions: readonly PredictedMetric[]
  ): { readonly comparisons?: readonly Comparison[] } =>
    results === null ? {} : { comparisons: compare(results, predictions) }
  if (mode === 'estimate') {
    const report = estimate(scenario, values)
    return { mode, ...head, report: reportJson(report), ...beside(predictedMetrics(report)) }
  }
  if (scenario.kind !== 'layout')
    throw new CommandFailure(EXIT.usage, `--mode run needs a layout; this scenario is a ${scenario.kind}`)
  const asked = runOptions(settings, options)
  const { durationNs, warmUpNs } = asked
  const report = run(scenario, asked, values)
  return {
    mode,
    ...head,
    durationNs,
    warmUpNs,
    report: runJson(report),
    ...beside(predictedOfRun(scenario, report))
  }
}

/** What the command line says goes before the file, and the file before what is usual. */
const runOptions = (settings: RunSettings, { seed, duration, warmUp }: SimulateOptions): RunOptions => ({
  ...USUAL_RUN,
  ...settings,
  ...(seed === undefined ? {} : { seed }),
  ...(duration === undefined ? {} : { durationNs: duration * NS_PER_MS }),
  ...(warmUp === undefined ? {} : { warmUpNs: warmUp * NS_PER_MS })
})

/** Frames a second that a run simulates on one core, from a layout of many hops to one that can be folded (docs/benchmarks.md). */
const RUN_SPEED = { slow: 1e6, fast: 2e7 } as const
/** A run that takes longer, at the slow speed, says so before it begins; s. */
const LONG_RUN_S = 60

/** Says how long the runs will take, where that is long. */
function noteLongRun(
  terminal: Terminal,
  scenarios: readonly Scenario[],
  settings: RunSettings,
  values: Values,
  options: SimulateOptions
): void {
  if (options.mode === 'estimate') return
  const times = runOptions(settings, options)
  const frames = scenarios.reduce(
    (sum, each) => sum + (each.kind === 'layout' ? framesOfRun(each, times, values) : 0),
    0
  )
  if (frames / RUN_SPEED.slow < LONG_RUN_S) return
  terminal.note(
    `this run moves about ${frames.toExponential(1)} frames, which takes ${timeText(frames / RUN_SPEED.fast)} to ${timeText(frames / RUN_SPEED.slow)}; Ctrl-C ends it, --duration makes it shorter`
  )
}

function timeText(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

/** The preset of a host, as a file, on stdout; what was done, on stderr. */
function printFit(
  terminal: Terminal,
  scenario: Scenario,
  results: readonly MeasuredResult[],
  values: Values,
  path: string
): ExitCode {
  const fitted = fit(scenario, results, values)
  if (!fitted.ok)
    throw new CommandFailure(EXIT.failed, `nothing was fitted: ${explainFitError(fitted.error)}`)
  const { measured, before, after, factor, outOfRange: beyond } = fitted.value
  const what = `${measured.value.toPrecision(4)} ${measured.unit} (${measured.source}, ${measured.context.what})`
  terminal.print(formatPresetFile(`fitted to ${what}`, fitted.value.parameters).trimEnd())
  terminal.note(
    `${inputName(path)}: ${what}; predicted ${before.toPrecision(4)}, now ${after.toPrecision(4)}; inputs times ${factor.toPrecision(4)}`
  )
  for (const id of beyond)
    terminal.note(
      `${id} ends outside of its valid range, ${parameters[id].min} to ${parameters[id].max} ${parameters[id].unit}`
    )
  return EXIT.ok
}

function readMeasured(path: string): readonly MeasuredResult[] {
  const results = parseMeasured(readInput(path))
  if (results.ok) return results.value
  throw new CommandFailure(EXIT.precondition, `${inputName(path)}: ${explainMeasuredError(results.error)}`)
}
