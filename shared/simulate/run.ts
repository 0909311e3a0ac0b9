/**
 * The discrete-event simulator's entrance: a layout, a seed and a duration in; rates, drops and latency percentiles out.
 * The same input gives the same report. Agrees with `estimate` within 5 % wherever nothing is lost (run.test.ts).
 */
import { defaultValues, type Values } from './calibration/parameters.ts'
import type { FlowOutcome, TraceHop } from './engine/flow-network.ts'
import { startRun } from './engine/fold.ts'
import type { Histogram } from './engine/histogram.ts'
import { compileLayout } from './layout/compile.ts'
import { layoutNetwork } from './layout/network.ts'
import type { LayoutScenario } from './layout/scenario.ts'
import { frameGbps } from './platform/ethernet.ts'
import { eventEffect, type RunEvent, type TimelineEntry } from './run-events.ts'

/** Depths are sampled this often in a run, at regular times: bounded, whatever its length. */
const DEPTH_SAMPLES = 200

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
}

/** What one flow did in the measured time; counts are of the whole run. */
export interface FlowRun {
  readonly vm: string
  readonly mpps: number
  /** Gbit/s of frames. */
  readonly gbps: number
  readonly counts: FlowOutcome
  /** From sending to the end of the path, ns: waiting and work, without propagation; the whole run. */
  readonly latencyNs: Histogram
  /** Of `latencyNs`; NaN when nothing was received. At most 1/32 too high, never too low. */
  readonly percentilesNs: Readonly<Record<Percentile, number>>
}

/** Shares of the packets that were not slower. */
export type Percentile = 'p50' | 'p90' | 'p95' | 'p99' | 'p99.9' | 'p99.99'

const shares: Readonly<Record<Percentile, number>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  'p99.9': 0.999,
  'p99.99': 0.9999
}

/** Packets at each resource, waiting and in work, at regular times over the whole run. */
export interface QueueDepths {
  /** Sample i was taken at (i + 1) x `everyNs`. */
  readonly everyNs: number
  /** By resource, then by sample; resources in the order of `utilisation`. */
  readonly packets: readonly (readonly number[])[]
}

/** Flows in the order of hosts, VMs and functions. */
export interface RunReport {
  readonly kind: 'run'
  readonly seed: number
  readonly flows: readonly FlowRun[]
  /** Hops of the packet that was followed; `resource` as in `utilisation`, null for a limit of the flow itself. */
  readonly trace: readonly (Omit<TraceHop, 'station'> & { readonly resource: number | null })[]
  /** Share of the time that each shared resource was at work, in the order of the layout's resources. */
  readonly utilisation: readonly number[]
  readonly depths: QueueDepths
  /** What the events did, in order of time; what lies beyond the end of the run is left out. */
  readonly timeline: readonly TimelineEntry[]
}

/** Runs `scenario`. */
export function run(
  scenario: LayoutScenario,
  { seed, durationNs, warmUpNs, events = [], trace }: RunOptions,
  values: Values = defaultValues
): RunReport {
  const compiled = compileLayout(scenario, values)
  const effects = events.map((event) => eventEffect(event, compiled, values))
  const endNs = warmUpNs + durationNs
  const everyNs = Math.max(1, Math.ceil(endNs / DEPTH_SAMPLES))
  const packets = startRun(layoutNetwork(compiled), {
    seed,
    interruptions: effects.flatMap(({ interruptions }) => interruptions),
    depths: { everyNs, count: DEPTH_SAMPLES },
    ...(trace === undefined ? {} : { trace })
  })
  packets.runUntil(warmUpNs)
  const before = compiled.flows.map((_, f) => packets.outcome(f).received)
  packets.runUntil(endNs)
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
        gbps: frameGbps(mpps, fn.traffic.frameBytes),
        counts,
        latencyNs,
        percentilesNs: percentilesOf(latencyNs)
      }
    }),
    trace: packets.trace.map(({ station, ...times }) => ({
      ...times,
      resource: station < compiled.resources.length ? station : null
    })),
    utilisation: compiled.resources.map((_, r) => packets.utilisation(r)),
    depths: { everyNs, packets: compiled.resources.map((_, r) => packets.depths(r)) },
    timeline: effects
      .flatMap(({ timeline }) => timeline)
      .filter(({ atNs }) => atNs <= endNs)
      .sort((a, b) => a.atNs - b.atNs)
  }
}

const percentilesOf = (histogram: Histogram): Readonly<Record<Percentile, number>> => ({
  p50: histogram.percentile(shares.p50),
  p90: histogram.percentile(shares.p90),
  p95: histogram.percentile(shares.p95),
  p99: histogram.percentile(shares.p99),
  'p99.9': histogram.percentile(shares['p99.9']),
  'p99.99': histogram.percentile(shares['p99.99'])
})

function missing(flow: number): never {
  throw new RangeError(`no flow ${flow}`)
}
