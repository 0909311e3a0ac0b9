/**
 * The discrete-event simulator's entrance: a layout, a seed and a duration in; rates, drops and latency percentiles out.
 * The same input gives the same report. Agrees with `estimate` within 5 % wherever nothing is lost (run.test.ts).
 */
import { defaultValues, type Values } from './calibration/parameters.ts'
import type { FlowOutcome, Interruption, TraceHop } from './engine/flow-network.ts'
import type { Histogram } from './engine/histogram.ts'
import { PacketRun } from './engine/packet-run.ts'
import { compileLayout, type CompiledLayout } from './layout/compile.ts'
import { layoutNetwork } from './layout/network.ts'
import type { LayoutScenario } from './layout/scenario.ts'
import { frameGbps } from './platform/ethernet.ts'

/** Something that happens during a run; times in ns from its start. */
export type RunEvent =
  /** FLR of the VF: its frames are lost until it is ready again. */
  | { readonly kind: 'vf-reset'; readonly flow: number; readonly atNs: number; readonly durationNs?: number }
  /** The port has no link: nothing leaves or enters. */
  | {
      readonly kind: 'link-down'
      readonly host: string
      readonly port: string
      readonly atNs: number
      readonly durationNs: number
    }

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
}

/** Runs `scenario`. */
export function run(
  scenario: LayoutScenario,
  { seed, durationNs, warmUpNs, events = [], trace }: RunOptions,
  values: Values = defaultValues
): RunReport {
  const compiled = compileLayout(scenario, values)
  const packets = new PacketRun(layoutNetwork(compiled), {
    seed,
    interruptions: events.flatMap((event) => interruptionsOf(event, compiled, values)),
    ...(trace === undefined ? {} : { trace })
  })
  packets.runUntil(warmUpNs)
  const before = compiled.flows.map((_, f) => packets.outcome(f).received)
  packets.runUntil(warmUpNs + durationNs)
  return {
    kind: 'run',
    seed,
    flows: compiled.flows.map(({ vm, fn }, f) => {
      const counts = packets.outcome(f)
      const mpps = ((counts.received - (before[f] ?? 0)) * 1000) / durationNs
      return {
        vm: vm.id,
        mpps,
        gbps: frameGbps(mpps, fn.traffic.frameBytes),
        counts,
        latencyNs: packets.latency[f] ?? missing(f)
      }
    }),
    trace: packets.trace.map(({ station, ...times }) => ({
      ...times,
      resource: station < compiled.resources.length ? station : null
    })),
    utilisation: compiled.resources.map((_, r) => packets.utilisation(r))
  }
}

function interruptionsOf(event: RunEvent, compiled: CompiledLayout, values: Values): Interruption[] {
  if (event.kind === 'vf-reset') {
    const durationNs = event.durationNs ?? values['ctrl.flrWait'] * 1e6
    return [{ kind: 'flow-reset', flow: event.flow, atNs: event.atNs, durationNs }]
  }
  const { atNs, durationNs } = event
  return compiled.resources.flatMap(({ kind, host, port }, station): Interruption[] =>
    host.id === event.host && port?.id === event.port && (kind === 'wire-out' || kind === 'wire-in')
      ? [{ kind: 'station-down', station, atNs, durationNs }]
      : []
  )
}

function missing(flow: number): never {
  throw new RangeError(`no flow ${flow}`)
}
