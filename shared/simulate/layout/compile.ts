/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * A layout as a flow problem: resources, and one flow per network function of a VM. Flows that differ in nothing
 * (64 VFs of a port under the same load) are one class: they have the same rate, so the solver sees one flow
 * that costs as much as all of them.
 */
import type { Values } from '../calibration/parameters.ts'
import { resourceSpread } from '../calibration/spread.ts'
import { flowCost, type FlowCost } from '../path/flow-cost.ts'
import { frameGbps } from '../platform/ethernet.ts'
import type { FlowProblem } from '../solve/problem.ts'
import { layoutResources, type HostResources, type LayoutResource } from './resources.ts'
import type { LayoutFunction, LayoutHost, LayoutScenario, LayoutVm, Traffic } from './scenario.ts'

/** Descriptor ring of a VF by default: 512 buffers of 2 KiB each way. */
const WINDOW_BYTES_PER_FUNCTION = 2 * 512 * 2048

/** Flows that have the same rate because they differ in nothing. */
export interface FlowClass {
  readonly host: LayoutHost
  /** One of its members. */
  readonly fn: LayoutFunction
  readonly vcpus: number
  /** Costs of one member. */
  readonly cost: FlowCost
  /** How many flows it stands for. */
  count: number
}

/** One flow of a compiled layout. */
export interface LayoutFlow {
  readonly vm: LayoutVm
  readonly fn: LayoutFunction
  /** Index of its class: the flow of the problem. */
  readonly class: number
}

/** Capacities and limits all at one end of their spread. */
export type SpreadEnd = 'nominal' | 'low' | 'high'

/** Everything that solving and reporting need. */
export interface CompiledLayout {
  readonly resources: readonly LayoutResource[]
  readonly classes: readonly FlowClass[]
  /** In the order of hosts, VMs and functions. */
  readonly flows: readonly LayoutFlow[]
  /** The problem over classes; rates are those of one member. */
  readonly nominal: FlowProblem
  /** The same problem with every capacity and limit at the pessimistic or optimistic end. */
  readonly atEnd: (end: 'low' | 'high') => FlowProblem
}

/** Compiles a layout. A function that names a port its host does not have is a bug of the caller and throws. */
export function compileLayout(scenario: LayoutScenario, values: Values): CompiledLayout {
  const { resources, hosts } = layoutResources(scenario, values)
  const classes: FlowClass[] = []
  const flows: LayoutFlow[] = []
  scenario.hosts.forEach((host, index) => compileHost(host, hosts[index]!, values, classes, flows))

  const entries = classes.reduce((sum, { cost }) => sum + cost.costs.length, 0)
  const start = new Int32Array(classes.length + 1)
  const resource = new Int32Array(entries)
  const cost = new Float64Array(entries)
  const floor = new Float64Array(classes.length)
  const weight = new Float64Array(classes.length)
  let at = 0
  classes.forEach((each, c) => {
    for (const part of each.cost.costs) {
      resource[at] = part.resource
      cost[at++] = part.cost * each.count
    }
    start[c + 1] = at
    // Ports share bits, not frames: a flow of small frames gets more frames.
    const gbpsPerMpps = frameGbps(1, each.fn.traffic.frameBytes)
    floor[c] = each.fn.minMbps / 1000 / gbpsPerMpps
    weight[c] = each.fn.weight / gbpsPerMpps
  })
  const problemAt = (end: SpreadEnd): FlowProblem => ({
    flows: classes.length,
    resources: resources.length,
    start,
    resource,
    cost,
    floor,
    weight,
    limit: Float64Array.from(classes, (each) =>
      end === 'nominal' ? each.cost.limit.mpps : end === 'low' ? each.cost.lowMpps : each.cost.highMpps
    ),
    capacity: Float64Array.from(resources, ({ capacity, kind }) => capacity * endFactor(kind, end))
  })
  return { resources, classes, flows, nominal: problemAt('nominal'), atEnd: problemAt }
}

const endFactor = (kind: LayoutResource['kind'], end: SpreadEnd): number =>
  end === 'nominal' ? 1 : end === 'low' ? 1 - resourceSpread[kind].down : 1 + resourceSpread[kind].up

function compileHost(
  host: LayoutHost,
  hostResources: HostResources,
  values: Values,
  classes: FlowClass[],
  flows: LayoutFlow[]
): void {
  let assigned = 0
  for (const vm of host.vms) for (const fn of vm.functions) if (fn.method !== 'virtio') assigned++
  const from = classes.length
  let c = from
  for (const vm of host.vms) {
    for (const fn of vm.functions) {
      // Neighbours are mostly alike: the class of the one before is tried first.
      if (c === classes.length || !isMember(classes[c]!, vm, fn)) c = from
      while (c < classes.length && !isMember(classes[c]!, vm, fn)) c++
      if (c === classes.length) classes.push(flowClass(host, vm, fn, hostResources, assigned, values))
      classes[c]!.count++
      flows.push({ vm, fn, class: c })
    }
  }
}

function flowClass(
  host: LayoutHost,
  vm: LayoutVm,
  fn: LayoutFunction,
  hostResources: HostResources,
  assigned: number,
  values: Values
): FlowClass {
  const index = host.ports.findIndex((port) => port.id === fn.port)
  const port = host.ports[index]
  const portResources = hostResources.ports[index]
  if (port === undefined || portResources === undefined)
    throw new RangeError(`host ${host.id} has no port ${fn.port}`)
  const dmaWindowBytes = assigned * WINDOW_BYTES_PER_FUNCTION
  const place = { host, port, hostResources, portResources, vcpus: vm.vcpus, dmaWindowBytes }
  return { host, fn, vcpus: vm.vcpus, cost: flowCost(fn, place, values), count: 0 }
}

const isMember = ({ fn: a, vcpus }: FlowClass, vm: LayoutVm, b: LayoutFunction): boolean =>
  vcpus === vm.vcpus &&
  a.maxMbps === b.maxMbps &&
  a.minMbps === b.minMbps &&
  a.weight === b.weight &&
  a.method === b.method &&
  a.backend === b.backend &&
  a.port === b.port &&
  isSameTraffic(a.traffic, b.traffic)

const isSameTraffic = (a: Traffic, b: Traffic): boolean =>
  a === b ||
  (a.direction === b.direction &&
    a.frameBytes === b.frameBytes &&
    a.offeredMpps === b.offeredMpps &&
    a.style === b.style &&
    a.flows === b.flows)
