/**
 * The discrete-event simulator's entrance: a layout, a seed and a duration in; rates, drops and latency percentiles out.
 * The same input gives the same report. Agrees with `estimate` within 5 % wherever nothing is lost (run.test.ts).
 */
import { defaultValues, type Values } from '../../calibration/parameters.ts'
import type { FlowOutcome, NetworkRun, TraceHop } from '../engine/flow-network.ts'
import { startRun } from '../engine/choose-run.ts'
import type { Histogram } from '../engine/histogram.ts'
import { eventEffects, type PortMailbox } from './event-effects.ts'
import { compileLayout, type CompiledLayout } from '../flows/compile.ts'
import { layoutNetwork } from '../flows/network.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { stationWords, type StationWords } from '../flows/station-labels.ts'
import { latencySummary, type LatencySummary } from './percentiles.ts'
import { frameGbps, meanFrameBytes } from '../cost/ethernet.ts'
import type { RunEvent, TimelineEntry } from './run-events.ts'

/** Depths are sampled this often in a run, at regular times: bounded, whatever its length. */
const DEPTH_SAMPLES = 200
/** A run tells this often how far it has come. */
const SLICES = 40

/** What to run. */
export interface RunOptions {
  /** Flows are numbered as in the report. */
  readonly events?: readonly RunEvent[]
  /** Follow one packet of a flow hop by hop; 0 = the first. */
  readonly trace?: { readonly flow: number; readonly packet: number }
  readonly seed: number
  /** Simulated time that is measured, ns. */
  readonly durationNs: number
  /** Simulated time before it, left out of rates, ns. */
  readonly warmUpNs: number
  /** Gets the share of the run that is done, rising to 1. It changes nothing in the report. */
  readonly onProgress?: (share: number) => void
}

/** Frames that were lost for one reason. */
export type DropCause =
  /** The flow had as many on its way as fit, most of them in front of this station. */
  | ({ readonly reason: 'full' } & StationWords & { readonly packets: number })
  /** On the way when the function was reset, or sent before it was back. */
  | { readonly reason: 'reset'; readonly label: string; readonly packets: number }

/** What one flow did in the measured time; counts are of the whole run. */
interface FlowRun {
  readonly vm: string
  readonly mpps: number
  /** Gbit/s of frames. */
  readonly gbps: number
  readonly counts: FlowOutcome
  /** Why it lost frames, most first. */
  readonly drops: readonly DropCause[]
  /** From sending to the end of the path; the whole run. */
  readonly latencyNs: Histogram
  /** Of `latencyNs`; null when nothing was received. */
  readonly latency: LatencySummary | null
}

/** Packets at each resource, waiting and in work, at regular times over the whole run. */
interface QueueDepths {
  /** Sample i was taken at (i + 1) x `everyNs`. */
  readonly everyNs: number
  /** By resource, then by sample; resources in the order of `utilisation`. */
  readonly packets: readonly (readonly number[])[]
}

/** One hop of the packet that was followed; `resource` as in `utilisation`, null for a limit of the flow itself. */
export interface RunHop extends Omit<TraceHop, 'station'>, StationWords {
  readonly resource: number | null
}

/** Requests of a port's VFs to its PF, while drivers or storms asked for something. */
export interface MailboxRun {
  readonly host: string
  readonly port: string
  /** Requests of storms that were answered in time, those that were given up, and the longest wait for an answer. */
  readonly answered: number
  readonly timedOut: number
  readonly longestWaitNs: number
  /** Requests that wait, at the same times as `QueueDepths`. */
  readonly waiting: readonly number[]
}

/** Flows in the order of hosts, VMs and functions. */
export interface RunReport {
  readonly kind: 'run'
  readonly seed: number
  readonly flows: readonly FlowRun[]
  /** In the order in which the packet went; empty if none was followed or it was not sent. */
  readonly trace: readonly RunHop[]
  /** Share of the time that each shared resource was at work, in the order of the layout's resources. */
  readonly utilisation: readonly number[]
  readonly depths: QueueDepths
  /** Shared resources in words, in the order of `utilisation`. */
  readonly resources: readonly StationWords[]
  /** Of ports that had a mailbox storm. */
  readonly mailboxes: readonly MailboxRun[]
  /** What the events did, in order of time; what lies beyond the end of the run is left out. */
  readonly timeline: readonly TimelineEntry[]
}

/** Runs `scenario`. */
export function run(
  scenario: LayoutScenario,
  { seed, durationNs, warmUpNs, events = [], trace, onProgress = () => undefined }: RunOptions,
  values: Values = defaultValues
): RunReport {
  const compiled = compileLayout(scenario, values)
  const effects = eventEffects(events, scenario, compiled, values)
  const endNs = warmUpNs + durationNs
  const everyNs = Math.max(1, Math.ceil(endNs / DEPTH_SAMPLES))
  const packets = startRun(layoutNetwork(compiled), {
    seed,
    interruptions: effects.interruptions,
    depths: { everyNs, count: DEPTH_SAMPLES },
    ...(trace === undefined ? {} : { trace })
  })
  runInSlices(packets, warmUpNs, endNs, onProgress)
  const before = compiled.flows.map((_, f) => packets.outcome(f).received)
  runInSlices(packets, endNs, endNs, onProgress)
  return {
    kind: 'run',
    seed,
    flows: compiled.flows.map(({ vm, fn }, f) => {
      const counts = packets.outcome(f)
      const latencyNs = packets.latency[f] ?? missing(f)
      const mpps = ((counts.received - (before[f] ?? 0)) * 1000) / durationNs
      return {
        vm: vm.id,
        mpps,
        gbps: frameGbps(mpps, meanFrameBytes(fn.traffic.frameBytes)),
        counts,
        drops: dropCauses(compiled, f, counts),
        latencyNs,
        latency: latencySummary(latencyNs)
      }
    }),
    trace: packets.trace.map(({ station, ...times }) => ({
      ...stationWords(compiled, station, trace?.flow ?? 0),
      ...times,
      resource: station < compiled.resources.length ? station : null
    })),
    utilisation: compiled.resources.map((_, r) => packets.utilisation(r)),
    depths: { everyNs, packets: compiled.resources.map((_, r) => packets.depths(r)) },
    resources: compiled.resources.map(({ kind }, r) => ({ kind, label: stationWords(compiled, r, 0).label })),
    mailboxes: effects.mailboxes.flatMap((mailbox) => mailboxRun(mailbox, everyNs, endNs)),
    timeline: effects.timeline.filter(({ atNs }) => atNs <= endNs)
  }
}

/** Runs on until `untilNs`, a part of the way to `endNs` at a time. */
function runInSlices(
  packets: NetworkRun,
  untilNs: number,
  endNs: number,
  onProgress: (share: number) => void
): void {
  const sliceNs = Math.ceil(endNs / SLICES)
  while (packets.timeNs < untilNs) {
    packets.runUntil(Math.min(packets.timeNs + sliceNs, untilNs))
    onProgress(packets.timeNs / endNs)
  }
}

function dropCauses(
  compiled: CompiledLayout,
  flow: number,
  { dropsByStation, droppedByReset }: FlowOutcome
): readonly DropCause[] {
  const causes: DropCause[] = [...dropsByStation].map(([station, packets]) => ({
    reason: 'full',
    ...stationWords(compiled, station, flow),
    packets
  }))
  if (droppedByReset > 0)
    causes.push({ reason: 'reset', label: 'reset of the function', packets: droppedByReset })
  return causes.sort((a, b) => b.packets - a.packets)
}

function mailboxRun(
  { host, port, line }: PortMailbox,
  everyNs: number,
  endNs: number
): readonly MailboxRun[] {
  const outcomes = line.outcomes()
  if (outcomes.length === 0) return []
  const sum = (of: (outcome: (typeof outcomes)[number]) => number): number =>
    outcomes.reduce((total, each) => total + of(each), 0)
  const answered = sum((each) => each.answered)
  return [
    {
      host,
      port: port.id,
      answered,
      timedOut: sum(({ storm }) => storm.requests) - answered,
      longestWaitNs: outcomes.reduce((most, { storm, lastNs }) => Math.max(most, lastNs - storm.atNs), 0),
      waiting: Array.from({ length: Math.floor(endNs / everyNs) }, (_, i) => line.waiting((i + 1) * everyNs))
    }
  ]
}

function missing(flow: number): never {
  throw new RangeError(`no flow ${flow}`)
}
