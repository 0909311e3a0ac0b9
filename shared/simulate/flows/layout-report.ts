/* eslint-disable @typescript-eslint/no-non-null-assertion -- classes and resources are indexed by the compiled layout itself */
/**
 * What a layout does: rates with bands, reasons in the user's terms. Rates are computed at once; bands, labels and
 * per-flow objects only when asked for, because a layout can have thousands of flows and a drag asks for one.
 */
import { nicPresets } from '../presets/nic-presets.ts'
import { portMpps, vfQueueMpps } from '../presets/nic-rates.ts'
import { defaultValues, outOfRange, type Values } from '../../calibration/parameters.ts'
import { resourceSpread } from '../cost/spread.ts'
import { readLatencyNs } from '../../emulate/platform/dma-latency.ts'
import { frameGbps } from '../cost/ethernet.ts'
import { maxMinShares } from '../solve/max-min-shares.ts'
import { nextBottlenecks, NOTHING } from '../solve/next-bottleneck.ts'
import { OWN_LIMIT, type Solution } from '../solve/problem.ts'
import type { Band, Bottleneck } from '../types.ts'
import { compileLayout, type CompiledLayout, type FlowClass } from './compile.ts'
import { LayoutWaits, type FlowLatency } from './latency.ts'
import { bottleneck, nextOf, pathUse, usersPerResource, type SolvedLayout } from './bottlenecks.ts'
import type { LayoutScenario } from '../layout/layout.ts'

/** What one flow gets. */
export interface FlowReport {
  readonly vm: string
  readonly host: string
  readonly port: string
  /** Gbit/s of frames. */
  readonly gbps: Band
  readonly mpps: Band
  readonly hostCores: Band
  /** Work of vCPUs; a guest that polls keeps its vCPUs busy whatever there is to do. */
  readonly guestCores: Band
  /** What it was promised (min_tx_rate), Gbit/s of frames; null = nothing. */
  readonly guarantee: Guarantee | null
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
}

/** A guaranteed rate, Gbit/s of frames. */
interface Guarantee {
  readonly gbps: number
  /** False where guarantees do not fit together and all were scaled down; a flow that asks for less keeps its. */
  readonly isKept: boolean
}

/** Estimate of a layout; flows in the order of hosts, VMs and functions. */
export interface LayoutReport {
  readonly kind: 'layout'
  readonly flows: number
  /** M frames/s of one flow. */
  readonly mpps: (index: number) => number
  /** What one flow gets. Throws a RangeError for an index that does not exist. */
  readonly flow: (index: number) => FlowReport
  /** One way, us; null for a flow that sends nothing. Computed when asked for. */
  readonly latency: (index: number) => FlowLatency | null
  /** Everything that the flow's frames pass, in their order, with how full it is; each is named once. */
  readonly path: (index: number) => readonly Bottleneck[]
  /** Sum over all flows, Gbit/s of frames. */
  readonly totalGbps: number
  /** Use of every shared resource, 0..1, in the order of `compiled.resources`. */
  readonly utilisation: Float64Array
  readonly compiled: CompiledLayout
}

/** Solves a layout; the ends of the bands are solved when the first flow is looked at. */
export function estimateLayout(scenario: LayoutScenario, values: Values = defaultValues): LayoutReport {
  const compiled = compileLayout(scenario, values)
  const nominal = maxMinShares(compiled.nominal)
  let solved: SolvedLayout | null = null
  // Reports that were asked for, by class: members differ only in their VM.
  const byClass: Omit<FlowReport, 'vm'>[] = []
  let waits: LayoutWaits | null = null
  const flowAt = (index: number): CompiledLayout['flows'][number] => {
    const flow = compiled.flows[index]
    if (flow === undefined) throw new RangeError(`no flow ${index}: there are ${compiled.flows.length}`)
    return flow
  }
  const detailed = (): SolvedLayout =>
    (solved ??= {
      compiled,
      nominal,
      low: maxMinShares(compiled.atEnd('low')),
      high: maxMinShares(compiled.atEnd('high')),
      next: nextBottlenecks(compiled.nominal, nominal),
      users: usersPerResource(compiled),
      values,
      isExtrapolated: outOfRange(values).length > 0
    })
  return {
    kind: 'layout',
    flows: compiled.flows.length,
    mpps: (index) => nominal.rate[flowAt(index).class]!,
    totalGbps: totalGbps(compiled, nominal),
    utilisation: nominal.load.map((load, r) => load / compiled.nominal.capacity[r]!),
    compiled,
    flow: (index) => {
      const { vm, class: c } = flowAt(index)
      return { vm: vm.id, ...(byClass[c] ??= classReport(detailed(), c)) }
    },
    latency: (index) => (waits ??= new LayoutWaits(compiled, nominal)).of(flowAt(index).class),
    path: (index) => pathUse(detailed(), flowAt(index).class)
  }
}

const totalGbps = ({ classes }: CompiledLayout, { rate }: Solution): number =>
  classes.reduce((sum, { frameBytes, count }, c) => sum + count * frameGbps(rate[c]!, frameBytes), 0)

function classReport(solved: SolvedLayout, c: number): Omit<FlowReport, 'vm'> {
  const { compiled, nominal, low, high, values } = solved
  const flowClass = compiled.classes[c]!
  const { host, fn, path, frameBytes } = flowClass
  const value = nominal.rate[c]!
  const limiting = nominal.bottleneck[c]!
  // What waiting for the memory of another NUMA node costs depends on the device: it may be all of the difference.
  const remote =
    path.isRemote && fn.traffic.style === 'frames'
      ? readLatencyNs(64, false, values) / readLatencyNs(64, true, values)
      : 1
  const mpps: Band = {
    value,
    low: Math.min(value, low.rate[c]! * remote),
    high: Math.max(value, high.rate[c]!),
    isExtrapolated:
      solved.isExtrapolated ||
      isUnchecked(flowClass, values) ||
      (limiting !== OWN_LIMIT && compiled.resources[limiting]!.kind === 'memory')
  }
  return {
    host: host.id,
    port: fn.port,
    mpps,
    gbps: scale(mpps, frameGbps(1, frameBytes)),
    hostCores: hostCores(solved, c),
    guestCores: guestCores(solved, c),
    guarantee: guarantee(flowClass, value),
    bottleneck: bottleneck(solved, c, limiting),
    next: solved.next[c] === NOTHING ? null : nextOf(solved, c)
  }
}

/**
 * No published figure stands behind it: an unknown NIC, small frames of a NIC without a frame rate of the preset or of
 * this host, several vhost threads, or traffic between VMs (through VPP alone chains were measured).
 */
function isUnchecked({ host, fn, path, vm }: FlowClass, values: Values): boolean {
  if (path.stops > 1 && !(fn.method === 'virtio' && fn.backend === 'vpp')) return true
  if (fn.method === 'virtio' && Math.min(fn.queues ?? 1, vm.vcpus) > 1) return true
  const port = host.ports.find((each) => each.id === fn.port)
  if (port === undefined || port.nic === 'generic') return true
  return (
    fn.traffic.style === 'frames' &&
    vfQueueMpps(port.nic, values) === null &&
    portMpps(port.nic, values) === null &&
    nicPresets[port.nic].portGbps > 1
  )
}

/** What was promised, and whether it is kept: a flow that offers less is not owed more. */
function guarantee({ fn, path, frameBytes }: FlowClass, mpps: number): Guarantee | null {
  if (fn.minMbps === 0) return null
  const gbps = fn.minMbps / 1000
  const owed = Math.min(gbps, frameGbps(path.limit.mpps, frameBytes))
  return { gbps, isKept: frameGbps(mpps, frameBytes) >= owed * (1 - 1e-6) }
}

/** A band in another unit. */
export const scale = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/** Cores at the nominal rate; the band is what cycles per frame may be off by. */
function hostCores({ compiled, nominal, isExtrapolated }: SolvedLayout, c: number): Band {
  const { path, fn } = compiled.classes[c]!
  const busy = path.hostCoresPerMpps * nominal.rate[c]!
  const { down, up } = resourceSpread[fn.backend === 'vhost-net' ? 'vhost-thread' : 'switch-core']
  return {
    value: busy + path.hostCoresFixed,
    low: busy / (1 + up),
    // With posted interrupts next to nothing; published shares reach three times the default.
    high: busy / (1 - down) + 3 * path.hostCoresFixed,
    isExtrapolated
  }
}

function guestCores({ compiled, nominal, isExtrapolated }: SolvedLayout, c: number): Band {
  const value = compiled.classes[c]!.path.guestCoresPerMpps * nominal.rate[c]!
  const { down, up } = resourceSpread['guest-core']
  return { value, low: value / (1 + up), high: value / (1 - down), isExtrapolated }
}
