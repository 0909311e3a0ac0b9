/** What a discrete-event run says, as a schema. */
import * as v from 'valibot'
import type { LatencySummary } from '../run/percentiles.ts'
import type { TimelineEntry } from '../run/run-events.ts'
import type { DropCause, MailboxRun, RunHop } from '../run/run.ts'
import type { FlowRunJson, ResourceRun, RunReportJson } from '../run/run-json.ts'
import { described } from '../presets/schema-parts.ts'
import { count, resourceKind, share } from './report-parts.ts'

const atNs = described(v.number(), 'ns from the beginning of the run')
const samples = v.array(count)

const drop = v.variant('reason', [
  v.strictObject({
    reason: described(
      v.literal('full'),
      'most packets of the flow waited there, and there was no room for more'
    ),
    kind: resourceKind,
    label: v.string(),
    packets: count
  }),
  v.strictObject({
    reason: described(v.literal('reset'), 'lost on the way, or sent before the function was back'),
    label: v.string(),
    packets: count
  })
]) satisfies v.GenericSchema<unknown, DropCause>

const latency = v.strictObject({
  minNs: v.number(),
  meanNs: v.number(),
  p50Ns: v.number(),
  p90Ns: v.number(),
  p95Ns: v.number(),
  p99Ns: v.number(),
  p999Ns: described(v.number(), '99.9 %'),
  p9999Ns: described(v.number(), '99.99 %; percentiles are at most 1/32 too high, never too low'),
  maxNs: v.number()
}) satisfies v.GenericSchema<unknown, LatencySummary>

const flow = v.strictObject({
  vm: v.string(),
  gbps: described(v.number(), 'Gbit/s of frames in the measured time'),
  mpps: described(v.number(), 'M frames/s in the measured time'),
  sent: count,
  received: count,
  dropped: count,
  inFlight: described(count, 'sent = received + dropped + inFlight'),
  drops: described(v.array(drop), 'most first'),
  latency: described(
    v.nullable(latency),
    'from sending to the end of the way; null where nothing came through'
  )
}) satisfies v.GenericSchema<unknown, FlowRunJson>

const resource = v.strictObject({
  kind: resourceKind,
  label: v.string(),
  utilisation: share,
  depths: described(samples, 'packets waiting and in work; sample i was taken at (i + 1) x depthsEveryNs')
}) satisfies v.GenericSchema<unknown, ResourceRun>

const timelineEntry = v.strictObject({
  atNs,
  event: v.picklist(['vf-reset', 'link-down', 'pf-reset', 'vf-enable', 'mailbox-storm']),
  text: v.string(),
  flows: described(samples, 'numbers of the flows that it hits')
}) satisfies v.GenericSchema<unknown, TimelineEntry>

const mailbox = v.strictObject({
  host: v.string(),
  port: v.string(),
  answered: described(count, 'requests of mailbox storms'),
  timedOut: described(count, 'given up by the VF driver after 2000 x 500 us'),
  longestWaitNs: v.number(),
  waiting: described(samples, 'requests that wait, at the times of depths')
}) satisfies v.GenericSchema<unknown, MailboxRun>

const hop = v.strictObject({
  kind: resourceKind,
  label: v.string(),
  resource: described(v.nullable(count), 'place in resources; null = it belongs to the flow alone'),
  arrivedNs: v.number(),
  beganNs: v.number(),
  doneNs: v.number(),
  nextNs: described(
    v.number(),
    'at the next hop, or at the end: later by delays and waiting for an interrupt'
  )
}) satisfies v.GenericSchema<unknown, RunHop>

/** A run's report. */
export const runReport = v.strictObject({
  kind: v.literal('run'),
  seed: count,
  totalGbps: v.number(),
  flows: described(v.array(flow), 'in the order of hosts, VMs and functions'),
  resources: v.array(resource),
  depthsEveryNs: v.number(),
  timeline: described(v.array(timelineEntry), 'what the events did, in order of time'),
  mailboxes: described(v.array(mailbox), 'of ports that had a mailbox storm'),
  trace: described(v.array(hop), 'hops of the packet that was followed; empty if none was')
}) satisfies v.GenericSchema<unknown, RunReportJson>
