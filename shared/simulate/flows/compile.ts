/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * A layout as a flow problem: resources, and one flow per network function of a VM. Flows that differ in nothing
 * (64 VFs of a port under the same load) are one class: they have the same rate, so the solver sees one flow
 * that costs as much as all of them. Flows of VMs that several flows pass are classes of their own.
 */
import type { Values } from '../../calibration/parameters.ts'
import { resourceSpread } from '../cost/spread.ts'
import { flowPath, limitAt, pathWithRates, type FlowPath } from '../path/flow-path.ts'
import { frameGbps, meanFrameBytes, type FrameSizes } from '../cost/ethernet.ts'
import type { FlowProblem } from '../solve/problem.ts'
import { layoutResources, type LayoutResource } from '../layout/resources.ts'
import { busyVms, Routes } from '../path/routes.ts'
import type { LayoutFunction, LayoutHost, LayoutScenario, LayoutVm, Peer, Traffic } from '../layout/layout.ts'

/** Flows that have the same rate because they differ in nothing. */
export interface FlowClass {
  readonly host: LayoutHost
  /** One of its members, and its VM. */
  readonly fn: LayoutFunction
  readonly vm: LayoutVm
  /** Costs and limits of one member. */
  readonly path: FlowPath
  /** Bytes of its mean frame. */
  readonly frameBytes: number
  /** How many flows it stands for. */
  count: number
}

/** One flow of a compiled layout. */
interface LayoutFlow {
  readonly vm: LayoutVm
  readonly fn: LayoutFunction
  /** Index of its class: the flow of the problem. */
  readonly class: number
}

/** Capacities and limits all at one end of their spread. */
type SpreadEnd = 'nominal' | 'low' | 'high'

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

/** Compiles a layout. A function that names a port, or a VM that the layout lacks, is a bug of the caller and throws. */
export function compileLayout(scenario: LayoutScenario, values: Values): CompiledLayout {
  const busy = busyVms(scenario, values)
  const { resources, hosts } = layoutResources(scenario, busy, values)
  const routes = new Routes(scenario, hosts)
  const classes: FlowClass[] = []
  const flows: LayoutFlow[] = []
  scenario.hosts.forEach((_, index) => compileHost(scenario, index, busy, routes, values, classes, flows))

  const entries = classes.reduce((sum, { path }) => sum + path.costs.length, 0)
  const start = new Int32Array(classes.length + 1)
  const resource = new Int32Array(entries)
  const cost = new Float64Array(entries)
  const floor = new Float64Array(classes.length)
  const weight = new Float64Array(classes.length)
  let at = 0
  classes.forEach((each, c) => {
    for (const part of each.path.costs) {
      resource[at] = part.resource
      cost[at++] = part.cost * each.count
    }
    start[c + 1] = at
    // Ports share bits, not frames: a flow of small frames gets more frames.
    const gbpsPerMpps = frameGbps(1, each.frameBytes)
    floor[c] = each.fn.minMbps / 1000 / gbpsPerMpps
    weight[c] = each.fn.weight / gbpsPerMpps
  })
  const problemAt = (end: SpreadEnd): FlowProblem => {
    const limit = new Float64Array(classes.length)
    const capacity = new Float64Array(resources.length)
    for (let c = 0; c < limit.length; c++) {
      const { path } = classes[c]!
      limit[c] = end === 'nominal' ? path.limit.mpps : limitAt(path, end)
    }
    for (let r = 0; r < capacity.length; r++)
      capacity[r] = resources[r]!.capacity * endFactor(resources[r]!.kind, end)
    return {
      flows: limit.length,
      resources: capacity.length,
      start,
      resource,
      cost,
      floor,
      weight,
      limit,
      capacity
    }
  }
  return { resources, classes, flows, nominal: problemAt('nominal'), atEnd: problemAt }
}

const endFactor = (kind: LayoutResource['kind'], end: SpreadEnd): number =>
  end === 'nominal' ? 1 : end === 'low' ? 1 - resourceSpread[kind].down : 1 + resourceSpread[kind].up

function compileHost(
  { hosts }: LayoutScenario,
  hostIndex: number,
  busy: ReadonlySet<LayoutVm>,
  routes: Routes,
  values: Values,
  classes: FlowClass[],
  flows: LayoutFlow[]
): void {
  const host = hosts[hostIndex]!
  const from = classes.length
  let c = from
  for (const vm of host.vms) {
    const isBusy = busy.size > 0 && busy.has(vm)
    for (let index = 0; index < vm.functions.length; index++) {
      const fn = vm.functions[index]!
      if (isBusy) c = classes.length
      // Neighbours are mostly alike: the class of the one before is tried first.
      else if (c === classes.length || !isMember(classes[c]!, vm, fn, busy)) {
        c = from
        while (c < classes.length && !isMember(classes[c]!, vm, fn, busy)) c++
      }
      if (c === classes.length) {
        const like = isBusy ? undefined : alikeBut(classes, from, vm, fn, busy)
        const path =
          (like && pathWithRates(like.path, like.fn, fn)) ??
          flowPath(fn, routes.of(hostIndex, vm, fn, index), values)
        classes.push({ host, fn, vm, path, frameBytes: meanFrameBytes(fn.traffic.frameBytes), count: 0 })
      }
      classes[c]!.count++
      flows.push({ vm, fn, class: c })
    }
  }
}

/** A class of the host that differs from `fn` only in its rates. */
function alikeBut(
  classes: readonly FlowClass[],
  from: number,
  vm: LayoutVm,
  fn: LayoutFunction,
  busy: ReadonlySet<LayoutVm>
): FlowClass | undefined {
  for (let c = classes.length - 1; c >= from; c--)
    if (isAlike(classes[c]!, vm, fn) && !busy.has(classes[c]!.vm)) return classes[c]
  return undefined
}

const isMember = (of: FlowClass, vm: LayoutVm, b: LayoutFunction, busy: ReadonlySet<LayoutVm>): boolean =>
  of.fn.maxMbps === b.maxMbps &&
  of.fn.minMbps === b.minMbps &&
  of.fn.weight === b.weight &&
  of.fn.traffic.offeredMpps === b.traffic.offeredMpps &&
  isAlike(of, vm, b) &&
  (busy.size === 0 || !busy.has(of.vm))

const isAlike = ({ fn: a, vm: of }: FlowClass, vm: LayoutVm, b: LayoutFunction): boolean =>
  of.vcpus === vm.vcpus &&
  of.numaNode === vm.numaNode &&
  a.method === b.method &&
  a.backend === b.backend &&
  a.port === b.port &&
  a.queues === b.queues &&
  a.ringDescriptors === b.ringDescriptors &&
  a.interruptsPerSecond === b.interruptsPerSecond &&
  isSameTraffic(a.traffic, b.traffic)

/** The same but for what is offered. */
const isSameTraffic = (a: Traffic, b: Traffic): boolean =>
  a === b ||
  (a.direction === b.direction &&
    a.style === b.style &&
    a.flows === b.flows &&
    a.burstFrames === b.burstFrames &&
    isSameSizes(a.frameBytes, b.frameBytes) &&
    isSamePeer(a.to, b.to) &&
    isSamePeers(a.through, b.through))

const isSameSizes = (a: FrameSizes, b: FrameSizes): boolean =>
  a === b ||
  (Array.isArray(a) &&
    Array.isArray(b) &&
    a.length === b.length &&
    a.every(({ bytes, share }, i) => bytes === b[i]?.bytes && share === b[i]?.share))

const isSamePeer = (a: Traffic['to'], b: Traffic['to']): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && a.host === b.host && a.vm === b.vm && a.port === b.port)

const isSamePeers = (a: readonly Peer[] | undefined, b: readonly Peer[] | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.length === b.length &&
    a.every((peer, i) => isSamePeer(peer, b[i])))
