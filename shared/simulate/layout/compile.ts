/**
 * A layout as a flow problem: resources, one flow per network function of a VM, costs by method. Flows that
 * differ in nothing share their cost vector, so that 64 VFs of a port cost one computation.
 */
import type { Values } from '../calibration/parameters.ts'
import { resourceSpread } from '../calibration/spread.ts'
import { flowCost, type FlowCost, type FlowPlace } from '../path/flow-cost.ts'
import { frameGbps } from '../platform/ethernet.ts'
import type { FlowProblem } from '../solve/problem.ts'
import { layoutResources, type HostResources, type LayoutResource } from './resources.ts'
import type { LayoutFunction, LayoutHost, LayoutScenario, LayoutVm, Traffic } from './scenario.ts'

/** Descriptor ring of a VF by default: 512 buffers of 2 KiB each way. */
const WINDOW_BYTES_PER_FUNCTION = 2 * 512 * 2048

/** One flow of a compiled layout. */
export interface LayoutFlow {
  readonly host: LayoutHost
  readonly vm: LayoutVm
  readonly fn: LayoutFunction
  /** Costs and limits; the same object for flows that differ in nothing. */
  readonly cost: FlowCost
}

/** Everything that solving and reporting need. Flows are in the order of hosts, VMs and functions. */
export interface CompiledLayout {
  readonly resources: readonly LayoutResource[]
  readonly flows: readonly LayoutFlow[]
  /** Nominal, and with every capacity and limit at the pessimistic and optimistic end of its spread. */
  readonly nominal: FlowProblem
  readonly low: FlowProblem
  readonly high: FlowProblem
}

/** Compiles a layout. A function that names a port its host does not have is a bug of the caller and throws. */
export function compileLayout(scenario: LayoutScenario, values: Values): CompiledLayout {
  const { resources, hosts } = layoutResources(scenario, values)
  const flows: LayoutFlow[] = []
  scenario.hosts.forEach((host, index) => compileHost(host, hosts[index]!, values, flows))

  const entries = flows.reduce((sum, flow) => sum + flow.cost.costs.length, 0)
  const start = new Int32Array(flows.length + 1)
  const resource = new Int32Array(entries)
  const cost = new Float64Array(entries)
  const limits = { nominal: rates(flows), low: rates(flows), high: rates(flows) }
  const floor = rates(flows)
  const weight = rates(flows)
  let at = 0
  flows.forEach((flow, f) => {
    for (const part of flow.cost.costs) {
      resource[at] = part.resource
      cost[at++] = part.cost
    }
    start[f + 1] = at
    limits.nominal[f] = flow.cost.limit.mpps
    limits.low[f] = flow.cost.lowMpps
    limits.high[f] = flow.cost.highMpps
    // Ports share bits, not frames: a flow of small frames gets more frames.
    const gbpsPerMpps = frameGbps(1, flow.fn.traffic.frameBytes)
    floor[f] = flow.fn.minMbps / 1000 / gbpsPerMpps
    weight[f] = flow.fn.weight / gbpsPerMpps
  })
  const shared = { flows: flows.length, resources: resources.length, start, resource, cost, floor, weight }
  const capacity = (factor: (kind: LayoutResource['kind']) => number): Float64Array =>
    Float64Array.from(resources, (each) => each.capacity * factor(each.kind))
  return {
    resources,
    flows,
    nominal: { ...shared, limit: limits.nominal, capacity: capacity(() => 1) },
    low: { ...shared, limit: limits.low, capacity: capacity((kind) => 1 - resourceSpread[kind].down) },
    high: { ...shared, limit: limits.high, capacity: capacity((kind) => 1 + resourceSpread[kind].up) }
  }
}

const rates = (flows: readonly LayoutFlow[]): Float64Array => new Float64Array(flows.length)

/** A cost vector with what it was computed from. */
interface Known {
  readonly fn: LayoutFunction
  readonly vcpus: number
  readonly cost: FlowCost
}

function compileHost(host: LayoutHost, hostResources: HostResources, values: Values, flows: LayoutFlow[]): void {
  let assigned = 0
  for (const vm of host.vms) for (const fn of vm.functions) if (fn.method !== 'virtio') assigned++
  const known: Known[] = []
  for (const vm of host.vms) {
    for (const fn of vm.functions) {
      let found = known.find((each) => each.vcpus === vm.vcpus && isAlike(each.fn, fn))
      if (found === undefined) {
        const portIndex = host.ports.findIndex((port) => port.id === fn.port)
        const port = host.ports[portIndex]
        const portResources = hostResources.ports[portIndex]
        if (port === undefined || portResources === undefined)
          throw new RangeError(`host ${host.id} has no port ${fn.port}`)
        const place: FlowPlace = {
          host,
          port,
          hostResources,
          portResources,
          vcpus: vm.vcpus,
          dmaWindowBytes: assigned * WINDOW_BYTES_PER_FUNCTION
        }
        found = { fn, vcpus: vm.vcpus, cost: flowCost(fn, place, values) }
        known.push(found)
      }
      flows.push({ host, vm, fn, cost: found.cost })
    }
  }
}

const isAlike = (a: LayoutFunction, b: LayoutFunction): boolean =>
  a.port === b.port &&
  a.method === b.method &&
  a.backend === b.backend &&
  a.maxMbps === b.maxMbps &&
  isSameTraffic(a.traffic, b.traffic)

const isSameTraffic = (a: Traffic, b: Traffic): boolean =>
  a === b ||
  (a.direction === b.direction &&
    a.frameBytes === b.frameBytes &&
    a.offeredMpps === b.offeredMpps &&
    a.style === b.style &&
    a.flows === b.flows)
