/**
 * What a layout does: rates with bands, reasons in the user's terms. Numbers are computed at once; labels and
 * per-flow objects only when asked for, because a layout can have thousands of flows and a drag asks for one.
 */
import { defaultValues, outOfRange, type Values } from '../calibration/parameters.ts'
import { resourceSpread } from '../calibration/spread.ts'
import { frameGbps } from '../platform/ethernet.ts'
import { fillShares } from '../solve/fill.ts'
import { nextBottlenecks, NOTHING } from '../solve/next-bottleneck.ts'
import { OWN_LIMIT, type Solution } from '../solve/problem.ts'
import type { Band, Bottleneck } from '../types.ts'
import { compileLayout, type CompiledLayout } from './compile.ts'
import { ownLimitLabel, resourceLabel } from './labels.ts'
import type { LayoutScenario } from './scenario.ts'

/** What one flow gets. */
export interface FlowReport {
  readonly vm: string
  readonly host: string
  readonly port: string
  /** Gbit/s of frames. */
  readonly gbps: Band
  readonly mpps: Band
  readonly hostCores: Band
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
}

/** Estimate of a layout; flows in the order of hosts, VMs and functions. */
export interface LayoutReport {
  readonly kind: 'layout'
  readonly flows: number
  /** M frames/s per flow. */
  readonly mpps: Float64Array
  /** Details of one flow. Throws a RangeError for an index that does not exist. */
  readonly flow: (index: number) => FlowReport
  /** Sum over all flows, Gbit/s of frames. */
  readonly totalGbps: number
  /** Use of every shared resource, 0..1, in the order of `compiled.resources`. */
  readonly utilisation: Float64Array
  readonly compiled: CompiledLayout
}

/** Solves a layout three times: as it is, and at both ends of what its resources may do. */
export function estimateLayout(scenario: LayoutScenario, values: Values = defaultValues): LayoutReport {
  const compiled = compileLayout(scenario, values)
  const nominal = fillShares(compiled.nominal)
  const low = fillShares(compiled.low)
  const high = fillShares(compiled.high)
  const isExtrapolated = outOfRange(values).length > 0
  let next: Int32Array | null = null
  let users: Int32Array | null = null
  return {
    kind: 'layout',
    flows: compiled.flows.length,
    mpps: nominal.rate,
    totalGbps: totalGbps(compiled, nominal),
    utilisation: nominal.load.map((load, r) => load / compiled.nominal.capacity[r]!),
    compiled,
    flow: (index) => {
      next ??= nextBottlenecks(compiled.nominal, nominal)
      users ??= usersPerResource(compiled)
      return flowReport({ compiled, nominal, low, high, next, users, isExtrapolated }, index)
    }
  }
}

function totalGbps({ flows }: CompiledLayout, { rate }: Solution): number {
  let sum = 0
  for (let f = 0; f < flows.length; f++) sum += frameGbps(rate[f]!, flows[f]!.fn.traffic.frameBytes)
  return sum
}

/** How many VMs use each resource. */
function usersPerResource({ flows, nominal }: CompiledLayout): Int32Array {
  const users = new Int32Array(nominal.resources)
  const last: (object | undefined)[] = []
  flows.forEach(({ vm }, f) => {
    for (let k = nominal.start[f]!; k < nominal.start[f + 1]!; k++) {
      const r = nominal.resource[k]!
      if (last[r] !== vm) users[r]!++
      last[r] = vm
    }
  })
  return users
}

interface Solved {
  readonly compiled: CompiledLayout
  readonly nominal: Solution
  readonly low: Solution
  readonly high: Solution
  readonly next: Int32Array
  readonly users: Int32Array
  readonly isExtrapolated: boolean
}

function flowReport(solved: Solved, index: number): FlowReport {
  const { compiled, nominal, low, high, isExtrapolated } = solved
  const flow = compiled.flows[index]
  if (flow === undefined) throw new RangeError(`no flow ${index}: there are ${compiled.flows.length}`)
  const { frameBytes, style, offeredMpps } = flow.fn.traffic
  const isNew = isExtrapolated || flow.host.ports.find((port) => port.id === flow.fn.port)?.nic === 'generic'
  const value = nominal.rate[index]!
  const mpps: Band = {
    value,
    low: Math.min(value, low.rate[index]!),
    high: Math.max(value, high.rate[index]!),
    isExtrapolated: isNew
  }
  return {
    vm: flow.vm.id,
    host: flow.host.id,
    port: flow.fn.port,
    mpps,
    gbps: scale(mpps, frameGbps(1, frameBytes)),
    hostCores: hostCores(solved, index, style === 'stream' && offeredMpps === null),
    bottleneck: bottleneck(solved, index, nominal.bottleneck[index]!),
    next: solved.next[index] === NOTHING ? null : nextOf(solved, index)
  }
}

/** A band in another unit. */
export const scale = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/** Cores at the nominal rate; the band is what cycles per frame may be off by. */
function hostCores({ compiled, nominal, isExtrapolated }: Solved, index: number, isGreedy: boolean): Band {
  const { cost, fn } = compiled.flows[index]!
  const perRate = cost.hostCoresPerMpps * nominal.rate[index]!
  const kind = fn.backend === 'vhost-net' ? 'vhost-thread' : 'switch-core'
  const { down, up } = resourceSpread[kind]
  const value = perRate + cost.hostCoresFixed
  return {
    value,
    low: perRate / (1 + up),
    // With posted interrupts next to nothing; published shares reach three times the default.
    high: perRate / (1 - down) + 3 * cost.hostCoresFixed,
    isExtrapolated: isExtrapolated || !isGreedy
  }
}

function bottleneck({ compiled, nominal, users }: Solved, index: number, resource: number): Bottleneck {
  const flow = compiled.flows[index]!
  if (resource === OWN_LIMIT) {
    const { kind, mpps } = flow.cost.limit
    return {
      resource: kind,
      label: ownLimitLabel(flow, flow.cost.limit),
      utilisation: Math.min(1, nominal.rate[index]! / mpps)
    }
  }
  const full = compiled.resources[resource]!
  return {
    resource: full.kind,
    label: resourceLabel(full, users[resource]!),
    utilisation: Math.min(1, nominal.load[resource]! / compiled.nominal.capacity[resource]!)
  }
}

/** The next bottleneck. For a flow at its own limit its second own limit may come before any resource. */
function nextOf(solved: Solved, index: number): Bottleneck {
  const { compiled, nominal } = solved
  const flow = compiled.flows[index]!
  const resource = solved.next[index]!
  if (nominal.bottleneck[index] === OWN_LIMIT) {
    const second = flow.cost.limits
      .filter((limit) => limit !== flow.cost.limit)
      .reduce<(typeof flow.cost.limits)[number] | null>(
        (least, limit) => (least === null || limit.mpps < least.mpps ? limit : least),
        null
      )
    const costHere = costOn(compiled, index, resource)
    const room =
      (compiled.nominal.capacity[resource]! - nominal.load[resource]!) / costHere + nominal.rate[index]!
    if (second !== null && second.mpps < room)
      return {
        resource: second.kind,
        label: ownLimitLabel(flow, second),
        utilisation: Math.min(1, nominal.rate[index]! / second.mpps)
      }
  }
  return bottleneck(solved, index, resource)
}

function costOn({ nominal }: CompiledLayout, flow: number, resource: number): number {
  for (let k = nominal.start[flow]!; k < nominal.start[flow + 1]!; k++)
    if (nominal.resource[k] === resource) return nominal.cost[k]!
  return Infinity
}
