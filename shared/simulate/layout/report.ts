/* eslint-disable @typescript-eslint/no-non-null-assertion -- classes and resources are indexed by the compiled layout itself */
/**
 * What a layout does: rates with bands, reasons in the user's terms. Rates are computed at once; bands, labels and
 * per-flow objects only when asked for, because a layout can have thousands of flows and a drag asks for one.
 */
import { nicPresets } from '../calibration/nic-presets.ts'
import { defaultValues, outOfRange, type Values } from '../calibration/parameters.ts'
import { resourceSpread } from '../calibration/spread.ts'
import { frameGbps } from '../platform/ethernet.ts'
import { fillShares } from '../solve/fill.ts'
import { nextBottlenecks, NOTHING } from '../solve/next-bottleneck.ts'
import { OWN_LIMIT, type Solution } from '../solve/problem.ts'
import type { Band, Bottleneck } from '../types.ts'
import { compileLayout, type CompiledLayout, type FlowClass } from './compile.ts'
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
  /** M frames/s of one flow. */
  readonly mpps: (index: number) => number
  /** Details of one flow. Throws a RangeError for an index that does not exist. */
  readonly flow: (index: number) => FlowReport
  /** Sum over all flows, Gbit/s of frames. */
  readonly totalGbps: number
  /** Use of every shared resource, 0..1, in the order of `compiled.resources`. */
  readonly utilisation: Float64Array
  readonly compiled: CompiledLayout
}

/** Solves a layout; the ends of the bands are solved when the first flow is looked at. */
export function estimateLayout(scenario: LayoutScenario, values: Values = defaultValues): LayoutReport {
  const compiled = compileLayout(scenario, values)
  const nominal = fillShares(compiled.nominal)
  let details: Details | null = null
  const flowAt = (index: number): CompiledLayout['flows'][number] => {
    const flow = compiled.flows[index]
    if (flow === undefined) throw new RangeError(`no flow ${index}: there are ${compiled.flows.length}`)
    return flow
  }
  return {
    kind: 'layout',
    flows: compiled.flows.length,
    mpps: (index) => nominal.rate[flowAt(index).class]!,
    totalGbps: totalGbps(compiled, nominal),
    utilisation: nominal.load.map((load, r) => load / compiled.nominal.capacity[r]!),
    compiled,
    flow: (index) => {
      details ??= {
        compiled,
        nominal,
        low: fillShares(compiled.atEnd('low')),
        high: fillShares(compiled.atEnd('high')),
        next: nextBottlenecks(compiled.nominal, nominal),
        users: usersPerResource(compiled),
        byClass: [],
        isExtrapolated: outOfRange(values).length > 0
      }
      const { vm, class: c } = flowAt(index)
      return { vm: vm.id, ...(details.byClass[c] ??= classReport(details, c)) }
    }
  }
}

interface Details {
  readonly compiled: CompiledLayout
  readonly nominal: Solution
  readonly low: Solution
  readonly high: Solution
  readonly next: Int32Array
  /** VMs per resource. */
  readonly users: Int32Array
  /** Reports that were asked for, by class: members differ in their VM alone. */
  readonly byClass: Omit<FlowReport, 'vm'>[]
  readonly isExtrapolated: boolean
}

const totalGbps = ({ classes }: CompiledLayout, { rate }: Solution): number =>
  classes.reduce((sum, { fn, count }, c) => sum + count * frameGbps(rate[c]!, fn.traffic.frameBytes), 0)

/** How many VMs use each resource; flows of a VM follow each other. */
function usersPerResource({ flows, classes, resources }: CompiledLayout): Int32Array {
  const users = new Int32Array(resources.length)
  const last: (object | undefined)[] = []
  for (const { vm, class: c } of flows) {
    for (const { resource } of classes[c]!.cost.costs) {
      if (last[resource] !== vm) users[resource]!++
      last[resource] = vm
    }
  }
  return users
}

function classReport(details: Details, c: number): Omit<FlowReport, 'vm'> {
  const { compiled, nominal, low, high } = details
  const { host, fn } = compiled.classes[c]!
  const value = nominal.rate[c]!
  const mpps: Band = {
    value,
    low: Math.min(value, low.rate[c]!),
    high: Math.max(value, high.rate[c]!),
    isExtrapolated: details.isExtrapolated || isUnchecked(compiled.classes[c]!)
  }
  return {
    host: host.id,
    port: fn.port,
    mpps,
    gbps: scale(mpps, frameGbps(1, fn.traffic.frameBytes)),
    hostCores: hostCores(details, c),
    bottleneck: bottleneck(details, c, nominal.bottleneck[c]!),
    next: details.next[c] === NOTHING ? null : nextOf(details, c)
  }
}

/** No published figure stands behind the preset: an unknown NIC, or small frames of one without a frame rate. */
function isUnchecked({ host, fn }: FlowClass): boolean {
  const port = host.ports.find((each) => each.id === fn.port)
  if (port === undefined || port.nic === 'generic') return true
  const { vfQueueMpps, portMpps, portGbps } = nicPresets[port.nic]
  return fn.traffic.style === 'frames' && vfQueueMpps === null && portMpps === null && portGbps > 1
}

/** A band in another unit. */
export const scale = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/** Cores at the nominal rate; the band is what cycles per frame may be off by. */
function hostCores({ compiled, nominal, isExtrapolated }: Details, c: number): Band {
  const { cost, fn } = compiled.classes[c]!
  const busy = cost.hostCoresPerMpps * nominal.rate[c]!
  const { down, up } = resourceSpread[fn.backend === 'vhost-net' ? 'vhost-thread' : 'switch-core']
  return {
    value: busy + cost.hostCoresFixed,
    low: busy / (1 + up),
    // With posted interrupts next to nothing; published shares reach three times the default.
    high: busy / (1 - down) + 3 * cost.hostCoresFixed,
    isExtrapolated
  }
}

function bottleneck({ compiled, nominal, users }: Details, c: number, resource: number): Bottleneck {
  const flowClass = compiled.classes[c]!
  if (resource === OWN_LIMIT) {
    const { limit } = flowClass.cost
    return {
      resource: limit.kind,
      label: ownLimitLabel(flowClass, limit),
      utilisation: Math.min(1, nominal.rate[c]! / limit.mpps)
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
function nextOf(details: Details, c: number): Bottleneck {
  const { compiled, nominal, next } = details
  const flowClass = compiled.classes[c]!
  const resource = next[c]!
  const rate = nominal.rate[c]!
  if (nominal.bottleneck[c] === OWN_LIMIT) {
    const others = flowClass.cost.limits.filter((limit) => limit !== flowClass.cost.limit)
    const second = others.sort((a, b) => a.mpps - b.mpps)[0]
    const cost = flowClass.cost.costs.find((part) => part.resource === resource)?.cost ?? Infinity
    const room = (compiled.nominal.capacity[resource]! - nominal.load[resource]!) / (cost * flowClass.count)
    if (second !== undefined && second.mpps < rate + room)
      return {
        resource: second.kind,
        label: ownLimitLabel(flowClass, second),
        utilisation: Math.min(1, rate / second.mpps)
      }
  }
  return bottleneck(details, c, resource)
}
