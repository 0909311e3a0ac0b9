/** Reports of runs as plain data, for `--json` and for files. */
import type { LatencySummary } from './percentiles.ts'
import type { TimelineEntry } from './run-events.ts'
import type { DropCause, MailboxRun, RunHop, RunReport } from './run.ts'
import type { ResourceKind } from '../types.ts'

/** What one flow did; rates are of the measured time, everything else of the whole run. */
export interface FlowRunJson {
  readonly vm: string
  readonly gbps: number
  readonly mpps: number
  readonly sent: number
  readonly received: number
  readonly dropped: number
  readonly inFlight: number
  /** Most first. */
  readonly drops: readonly DropCause[]
  /** null where no packet came through. */
  readonly latency: LatencySummary | null
}

/** A shared resource over the whole run. */
export interface ResourceRun {
  readonly kind: ResourceKind
  readonly label: string
  /** 0..1 */
  readonly utilisation: number
  /** Packets waiting and in work; sample i was taken at (i + 1) x `depthsEveryNs`. */
  readonly depths: readonly number[]
}

/** A run of a layout; flows in the order of hosts, VMs and functions. */
export interface RunReportJson {
  readonly kind: 'run'
  readonly seed: number
  /** Gbit/s of frames, all flows. */
  readonly totalGbps: number
  readonly flows: readonly FlowRunJson[]
  readonly resources: readonly ResourceRun[]
  readonly depthsEveryNs: number
  /** What the events did, in order of time. */
  readonly timeline: readonly TimelineEntry[]
  readonly mailboxes: readonly MailboxRun[]
  /** Hops of the packet that was followed; empty if none was. */
  readonly trace: readonly RunHop[]
}

/** Plain data of a run. */
export const runJson = (report: RunReport): RunReportJson => ({
  kind: 'run',
  seed: report.seed,
  totalGbps: report.flows.reduce((sum, { gbps }) => sum + gbps, 0),
  flows: report.flows.map(({ vm, gbps, mpps, counts, drops, latency }) => {
    const { sent, received, dropped, inFlight } = counts
    return { vm, gbps, mpps, sent, received, dropped, inFlight, drops, latency }
  }),
  resources: report.resources.map(({ kind, label }, r) => ({
    kind,
    label,
    utilisation: report.utilisation[r] ?? 0,
    depths: report.depths.packets[r] ?? []
  })),
  depthsEveryNs: report.depths.everyNs,
  timeline: report.timeline,
  mailboxes: report.mailboxes,
  trace: report.trace
})
