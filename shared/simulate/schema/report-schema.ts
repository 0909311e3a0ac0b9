/** What `vflab simulate --json` prints, as a schema: the documented form, held to real reports by a test. */
import * as v from 'valibot'
import type { FlowReport } from '../layout/report.ts'
import type { Comparison } from '../measured/compare.ts'
import { measuredSources, UNIT_OF, type MeasuredMetric } from '../measured/result.ts'
import type { LayoutReportJson } from '../report-json.ts'
import type { PointReport } from '../report.ts'
import type { FlowRunJson, RunReportJson } from '../run-json.ts'
import { pointSchema } from '../scenario.ts'
import { described } from '../scenario-parts.ts'
import type { Band, ResourceKind } from '../types.ts'

/** Shape of reports. */
export const REPORT_SCHEMA_VERSION = 1

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const share = described(v.number(), '0 to 1')

const band = v.strictObject({
  value: v.number(),
  low: v.number(),
  high: v.number(),
  isExtrapolated: described(v.boolean(), 'outside the range in which the model was checked')
}) satisfies v.GenericSchema<unknown, Band>

const resourceKind = v.picklist([
  'wire-out',
  'wire-in',
  'port-rate',
  'queue-rate',
  'pcie-up',
  'pcie-down',
  'iommu-walker',
  'switch-core',
  'vhost-thread',
  'guest-core',
  'rate-limit',
  'demand'
] satisfies ResourceKind[])

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
  bottleneck: described(bottleneck, 'what limits the flow'),
  next: described(v.nullable(bottleneck), 'what would limit it next')
}) satisfies v.GenericSchema<unknown, FlowReport>

const resources = v.array(v.strictObject({ kind: resourceKind, label: v.string(), utilisation: share }))

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
        '"Gb/s", "Mpps", "Mb/s", "ns", "us", "ms", "s", "cores", or "1" for a share'
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

const flowRun = v.strictObject({
  vm: v.string(),
  gbps: described(v.number(), 'Gbit/s of frames in the measured time'),
  mpps: described(v.number(), 'M frames/s in the measured time'),
  sent: count,
  received: count,
  dropped: count,
  inFlight: described(count, 'sent = received + dropped + inFlight'),
  drops: described(v.array(v.strictObject({ cause: v.string(), packets: count })), 'most first'),
  latency: described(
    v.nullable(
      v.strictObject({
        minNs: v.number(),
        meanNs: v.number(),
        p50Ns: v.number(),
        p90Ns: v.number(),
        p99Ns: v.number(),
        p999Ns: v.number(),
        p9999Ns: v.number(),
        maxNs: v.number()
      })
    ),
    'ns of waiting and work; null where nothing came through'
  )
}) satisfies v.GenericSchema<unknown, FlowRunJson>

const runReport = v.strictObject({
  kind: v.literal('run'),
  seed: count,
  totalGbps: v.number(),
  flows: v.array(flowRun),
  resources
}) satisfies v.GenericSchema<unknown, RunReportJson>

const metric = v.picklist(Object.keys(UNIT_OF) as MeasuredMetric[])
const layer = v.nullable(v.picklist(['payload', 'frame']))
const scope = v.picklist(['all', 'part'])

const comparison = v.strictObject({
  measured: v.strictObject({
    source: v.picklist(measuredSources),
    metric,
    value: v.number(),
    unit: v.picklist(['Gb/s', 'Mpps', 'k/s', '1', 'us']),
    context: v.strictObject({ layer, scope, what: v.string() })
  }),
  predicted: described(
    v.nullable(v.strictObject({ metric, layer, scope, label: v.string(), band })),
    'null where the scenario says nothing about it'
  ),
  error: described(v.nullable(v.number()), '(predicted - measured) / measured'),
  isInRange: described(v.nullable(v.boolean()), 'whether the measurement lies between low and high')
}) satisfies v.GenericSchema<unknown, Comparison>

const head = {
  schemaVersion: v.literal(REPORT_SCHEMA_VERSION),
  title: described(v.nullable(v.string()), 'of the scenario file'),
  notes: described(v.array(v.string()), 'what a reader of the numbers must know'),
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
export type ReportFile =
  | (ReportHead & { readonly mode: 'estimate'; readonly report: LayoutReportJson | PointReport })
  | (ReportHead & {
      readonly mode: 'run'
      readonly durationNs: number
      readonly warmUpNs: number
      readonly report: RunReportJson
    })

/** Schema of reports. */
export const reportSchema = v.variant('mode', [
  v.strictObject({ mode: v.literal('estimate'), ...head, report: v.union([layoutReport, pointReport]) }),
  v.strictObject({
    mode: v.literal('run'),
    ...head,
    durationNs: described(count, 'simulated time that was measured'),
    warmUpNs: described(count, 'simulated time before it'),
    report: runReport
  })
]) satisfies v.GenericSchema<unknown, ReportFile>

/** Schemas that are named in the JSON Schema because they are used more than once. */
export const namedReportSchemas: ReadonlyMap<v.GenericSchema, string> = new Map<v.GenericSchema, string>([
  [band, 'band'],
  [resourceKind, 'resourceKind'],
  [bottleneck, 'bottleneck'],
  [resources, 'resources'],
  [metric, 'metric'],
  [comparison, 'comparison']
])
