/**
 * A discrete-event run in slices, so that it can say how far it has come. Same network, engine and seed as
 * `shared/simulate/run.ts`: slicing changes no event, so both count the same frames (sliced-run.test.ts).
 */
import { defaultValues } from '#shared/simulate/calibration/parameters.ts'
import { startRun } from '#shared/simulate/engine/fold.ts'
import { Histogram } from '#shared/simulate/engine/histogram.ts'
import { compileLayout, type CompiledLayout } from '#shared/simulate/layout/compile.ts'
import { ownLimitLabel, resourceLabel } from '#shared/simulate/layout/labels.ts'
import { layoutNetwork } from '#shared/simulate/layout/network.ts'
import { frameGbps } from '#shared/simulate/platform/ethernet.ts'
import type { OwnLimit } from '#shared/simulate/path/flow-cost.ts'
import { eventEffect, type RunEvent } from '#shared/simulate/run-events.ts'
import type { ResourceKind } from '#shared/simulate/types.ts'
import { QUANTILE_SHARES, type DropCause, type Hop, type RunResult, type SimulateJob } from './protocol.ts'

const SLICES = 40

type RunJob = Extract<SimulateJob, { kind: 'run' }>

/** Runs the job; `onProgress` gets the share that is done after every slice. */
export function slicedRun(job: RunJob, onProgress: (share: number) => void): RunResult {
  const { scenario, seed, durationNs, warmUpNs, incident, followPacket } = job
  const compiled = compileLayout(scenario, defaultValues)
  const network = layoutNetwork(compiled)
  const event = incidentEvent(compiled, incident, warmUpNs, durationNs)
  const packets = startRun(network, {
    seed,
    interruptions: event ? eventEffect(event, compiled, defaultValues).interruptions : [],
    ...(followPacket === null ? {} : { trace: { flow: 0, packet: followPacket } })
  })
  packets.runUntil(warmUpNs)
  const before = compiled.flows.map((_, f) => packets.outcome(f).received)
  for (let slice = 1; slice <= SLICES; slice++) {
    packets.runUntil(warmUpNs + Math.round((durationNs * slice) / SLICES))
    onProgress(slice / SLICES)
  }
  const all = new Histogram()
  for (const latency of packets.latency) all.merge(latency)
  return {
    kind: 'run',
    flows: compiled.flows.map(({ vm, fn }, f) => {
      const { sent, received, dropped, inFlight } = packets.outcome(f)
      const mpps = ((received - (before[f] ?? 0)) * 1000) / durationNs
      return {
        vm: vm.id,
        mpps,
        gbps: frameGbps(mpps, fn.traffic.frameBytes),
        sent,
        received,
        dropped,
        inFlight
      }
    }),
    drops: dropCauses(compiled, packets),
    quantiles: all.count === 0 ? [] : QUANTILE_SHARES.map((share) => ({ share, ns: all.percentile(share) })),
    hops: packets.trace.map(({ station, ...times }): Hop => ({
      ...stationWords(compiled, station, 0),
      ...times
    }))
  }
}

/** What happens to the first flow, in the middle third of the measured time, so that before and after can be seen. */
function incidentEvent(
  { flows, classes }: CompiledLayout,
  incident: RunJob['incident'],
  warmUpNs: number,
  durationNs: number
): RunEvent | null {
  const times = { atNs: warmUpNs + Math.round(durationNs / 3), durationNs: Math.round(durationNs / 3) }
  const [first] = flows
  const host = first && classes[first.class]?.host
  if (incident === 'none' || !first || !host) return null
  return incident === 'vf-reset'
    ? { kind: 'vf-reset', flow: 0, ...times }
    : { kind: 'link-down', host: host.id, port: first.fn.port, ...times }
}

/** A station in words: a shared resource, or what the flow is held back by on its own. */
function stationWords(
  { resources, flows, classes }: CompiledLayout,
  station: number,
  flow: number
): { readonly resource: ResourceKind; readonly label: string } {
  const shared = resources[station]
  if (shared !== undefined) return { resource: shared.kind, label: resourceLabel(shared, 0) }
  const flowClass = classes[flows[flow]?.class ?? 0]
  // The demand is what arrives, not a station: see layout/network.ts.
  const own = flowClass?.cost.limits
    .filter(({ kind }) => kind !== 'demand')
    .reduce<OwnLimit | null>((least, each) => (least === null || each.mpps < least.mpps ? each : least), null)
  return flowClass && own
    ? { resource: own.kind, label: ownLimitLabel(flowClass, own) }
    : { resource: 'demand', label: 'what the VM sends' }
}

function dropCauses(compiled: CompiledLayout, packets: ReturnType<typeof startRun>): readonly DropCause[] {
  const causes = new Map<string, number>()
  const count = (cause: string, frames: number): void => {
    if (frames > 0) causes.set(cause, (causes.get(cause) ?? 0) + frames)
  }
  compiled.flows.forEach((_, f) => {
    const { dropsByStation, droppedByReset } = packets.outcome(f)
    count('lost while the function was reset', droppedByReset)
    for (const [station, frames] of dropsByStation)
      count(`ring full in front of ${stationWords(compiled, station, f).label}`, frames)
  })
  return [...causes].map(([cause, frames]) => ({ cause, frames })).sort((a, b) => b.frames - a.frames)
}
