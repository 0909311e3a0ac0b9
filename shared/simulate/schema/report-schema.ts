/** What `vflab simulate --json` prints, as a schema: the documented form, held to real reports by a test. */
import * as v from 'valibot'
import type { SweptValue } from '../scenario/sweep.ts'
import type { Comparison } from '../measurements/compare.ts'
import { measuredSources, UNIT_OF, type MeasuredMetric } from '../measurements/result.ts'
import type { FlowJson, LayoutReportJson } from '../report-json.ts'
import type { PointReport } from '../report.ts'
import type { RunReportJson } from '../run/run-json.ts'
import { pointSchema } from '../scenario/scenario.ts'
import { described } from '../presets/schema-parts.ts'
import type { Band } from '../types.ts'
import { count, resourceKind, share } from './report-parts.ts'
import { runReport } from './run-report-schema.ts'

/** Shape of reports. */
export const REPORT_SCHEMA_VERSION = 1

const band = v.strictObject({
  value: v.number(),
  low: v.number(),
  high: v.number(),
  isExtrapolated: described(v.boolean(), 'outside the range in which the model was checked')
}) satisfies v.GenericSchema<unknown, Band>

const bottleneck = v.strictObject({
  resource: resourceKind,
  label: v.string(),
  utilisation: share
})

const flowReport = v.strictObject({
  vm: v.string(),
  host: v.string(),
  port: v.string(),
  gbps: described(band, 'Gbit/s of frames'),
  mpps: described(band, 'M frames/s'),
  hostCores: described(band, 'host cores kept busy'),
  guestCores: described(
    band,
    'work of vCPUs; a guest that polls keeps its vCPUs busy whatever there is to do'
  ),
  guarantee: described(
    v.nullable(v.strictObject({ gbps: v.number(), isKept: v.boolean() })),
    'guaranteed rate, Gbit/s of frames, and whether it fits beside the others; null = none'
  ),
  bottleneck: described(bottleneck, 'what limits the flow'),
  next: described(v.nullable(bottleneck), 'what would limit it next'),
  latency: described(
    v.nullable(v.strictObject({ meanUs: band, p50Us: band, p95Us: band, p99Us: band })),
    'one way, us, from sending to the end of the way; null for a flow that sends nothing'
  ),
  path: described(v.array(bottleneck), 'all that its frames pass, in their order; each is named once')
}) satisfies v.GenericSchema<unknown, FlowJson>

const resources = v.array(
  v.strictObject({
    host: described(v.string(), 'id of the host that it belongs to'),
    kind: resourceKind,
    label: v.string(),
    utilisation: share
  })
)

const layoutReport = v.strictObject({
  kind: v.literal('layout'),
  totalGbps: described(v.number(), 'Gbit/s of frames, all flows'),
  flows: described(v.array(flowReport), 'in the order of hosts, VMs and functions'),
  resources
}) satisfies v.GenericSchema<unknown, LayoutReportJson>

/** Kinds of the questions about one mechanism, in the order of their schemas. */
export const pointKinds = pointSchema.options.map(
  (option): PointReport['kind'] => option.entries.kind.literal
)

const pointReport = v.strictObject({
  kind: v.picklist(pointKinds),
  figures: v.array(
    v.strictObject({
      id: described(v.string(), 'stable within the kind, for example "gbps"'),
      label: v.string(),
      unit: described(
        v.string(),
        '"Gb/s", "Mpps", "Mb/s", "ns", "us", "ms", "s", "k/s", "cores", or "1" for a share'
      ),
      band
    })
  ),
  outcomes: described(
    v.array(v.strictObject({ id: v.string(), label: v.string(), text: v.string() })),
    'answers that are no numbers: addresses, verdicts, replies'
  ),
  notes: v.array(v.string())
}) satisfies v.GenericSchema<unknown, PointReport>

const metric = v.picklist(Object.keys(UNIT_OF) as MeasuredMetric[])
const layer = v.nullable(v.picklist(['payload', 'frame']))
const scope = v.picklist(['all', 'part'])
const direction = described(v.picklist(['read', 'write']), 'of I/Os, where they were counted apart')

const comparison = v.strictObject({
  measured: v.strictObject({
    source: v.picklist(measuredSources),
    metric,
    value: v.number(),
    unit: v.picklist(['Gb/s', 'Mpps', 'k/s', '1', 'us']),
    context: v.strictObject({
      layer,
      scope,
      direction: v.exactOptional(direction),
      what: v.string()
    })
  }),
  predicted: described(
    v.nullable(
      v.strictObject({
        metric,
        layer,
        scope,
        direction: v.exactOptional(direction),
        label: v.string(),
        band
      })
    ),
    'null where the scenario says nothing about it'
  ),
  error: described(v.nullable(v.number()), '(predicted - measured) / measured'),
  isInRange: described(v.nullable(v.boolean()), 'whether the measurement lies between low and high')
}) satisfies v.GenericSchema<unknown, Comparison>

const sweepHead = {
  schemaVersion: v.literal(REPORT_SCHEMA_VERSION),
  title: described(v.nullable(v.string()), 'of the scenario file'),
  notes: described(v.array(v.string()), 'what a reader of the numbers must know')
}
const head = {
  ...sweepHead,
  comparisons: v.exactOptional(described(v.array(comparison), 'with --measured'))
}

/** What every report says beside its answer. */
interface ReportHead {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION
  /** Of the scenario file. */
  readonly title: string | null
  readonly notes: readonly string[]
  /** With measured results. */
  readonly comparisons?: readonly Comparison[]
}

/** A report of `vflab simulate --json`. */
export type ReportFile = SingleReportFile | SweepFile

/** The answer to one scenario. */
export type SingleReportFile =
  | (ReportHead & { readonly mode: 'estimate'; readonly report: LayoutReportJson | PointReport })
  | (ReportHead & {
      readonly mode: 'run'
      readonly durationNs: number
      readonly warmUpNs: number
      readonly report: RunReportJson
    })

/** Answers of a scenario file with a sweep, in the order of its values. */
export interface SweepFile extends Omit<ReportHead, 'comparisons'> {
  readonly mode: 'sweep'
  /** How each was answered. */
  readonly by: 'estimate' | 'run'
  /** The input that was swept. */
  readonly path: string
  readonly steps: readonly {
    readonly value: SweptValue
    readonly report: LayoutReportJson | PointReport | RunReportJson
  }[]
}

/** Schema of reports. */
export const reportSchema = v.variant('mode', [
  v.strictObject({ mode: v.literal('estimate'), ...head, report: v.union([layoutReport, pointReport]) }),
  v.strictObject({
    mode: v.literal('run'),
    ...head,
    durationNs: described(count, 'simulated time that was measured'),
    warmUpNs: described(count, 'simulated time before it'),
    report: runReport
  }),
  v.strictObject({
    mode: v.literal('sweep'),
    ...sweepHead,
    by: described(v.picklist(['estimate', 'run']), 'how each value was answered'),
    path: described(v.string(), 'the input that was swept'),
    steps: v.array(
      v.strictObject({
        value: v.union([v.number(), v.string(), v.boolean()]),
        report: v.union([layoutReport, pointReport, runReport])
      })
    )
  })
]) satisfies v.GenericSchema<unknown, ReportFile>

/** Schemas that are named in the JSON Schema because they are used more than once. */
export const namedReportSchemas = { band, resourceKind, bottleneck, resources, metric, comparison } as const
