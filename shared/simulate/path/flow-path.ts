/**
 * The whole way of a flow's frames, from where they begin to where they end: what a frame takes of every resource,
 * stage by stage, and what limits the flow by itself.
 *
 * Modelled: any chain of VMs between wire, guest and wire, on one host or several; between two VMs a frame goes
 * through the software switch that both hang on, through the embedded switch of the port that both have a function of,
 * or else over the wire. Mixes of frame sizes cost what each size costs. Left out: the switch between two hosts.
 */
import type { Values } from '../../calibration/parameters.ts'
import { resourceSpread } from '../cost/spread.ts'
import type { LayoutFunction } from '../layout/layout.ts'
import { frameMix, type FrameShare } from '../cost/ethernet.ts'
import type { ResourceKind } from '../types.ts'
import { receiveStages, discardStages, guest, sendStages } from './guest-stages.ts'
import { pass } from './nic-stages.ts'
import { isOnOneSwitch, isRemote, type FrameOnWay, type FlowStop } from './flow-stop.ts'
import { OWN, StageList, type Stage } from './stage.ts'

/** Which way a flow goes: the functions that its frames visit, in order, and what lies before and after them. */
export interface Route {
  readonly begin: 'wire' | 'guest'
  readonly stops: readonly [FlowStop, ...FlowStop[]]
  /** `nobody`: into another VF of the last stop's port, whoever has it. */
  readonly end: 'wire' | 'guest' | 'nobody'
}

/** What a frame takes of one resource, in the resource's own unit per M frames/s. */
interface ResourceCost {
  readonly resource: number
  readonly cost: number
}

/** The most that a flow can take by itself, M frames/s, and by what. */
export interface OwnLimit {
  readonly kind: ResourceKind
  readonly mpps: number
}

/** The stages of a frame of one size; all sizes of a flow pass the same stages. */
interface SizedStages extends FrameShare {
  readonly stages: readonly Stage[]
}

/** What a flow costs and what it can do at most. */
export interface FlowPath {
  /** In the order of the packet, for the mean frame. */
  readonly stages: readonly Stage[]
  /** By size of frame; shares add up to 1. */
  readonly sizes: readonly SizedStages[]
  /** What a mean frame takes of every shared resource; each is named once. */
  readonly costs: readonly ResourceCost[]
  /** The smallest of `limits`. */
  readonly limit: OwnLimit
  /** All that limits the flow by itself: the second smallest is what comes next. */
  readonly limits: readonly OwnLimit[]
  /** Cores kept busy per M frames/s. */
  readonly hostCoresPerMpps: number
  readonly guestCoresPerMpps: number
  /** Host cores per flow whatever its rate: exits for interrupts. */
  readonly hostCoresFixed: number
  /** Whether DMA goes to the memory of another NUMA node somewhere. */
  readonly isRemote: boolean
  /** Functions that the frames visit. */
  readonly stops: number
  /** Whether latency was published for this kind of way. */
  readonly isLatencyKnown: boolean
}

/** The way of `fn`'s flow along `route`. */
export function flowPath(fn: LayoutFunction, route: Route, values: Values): FlowPath {
  const { traffic } = fn
  const sizes = frameMix(traffic.frameBytes)
  const lists = sizes.map(({ bytes }) => walk(route, { bytes, traffic, values }))
  const mean = (pick: (list: StageList) => number): number =>
    lists.reduce((sum, list, i) => sum + (sizes[i]?.share ?? 0) * pick(list), 0)
  const [first] = lists
  const stages =
    first === undefined || lists.length === 1
      ? (first?.stages ?? [])
      : first.stages.map((stage, hop) => ({ ...stage, cost: mean((list) => list.stages[hop]?.cost ?? 0) }))
  const isStream = traffic.style === 'stream'
  let assigned = 0
  for (const stop of route.stops) if (stop.fn.method !== 'virtio') assigned++
  return {
    stages,
    sizes: lists.map((list, i) => ({ bytes: 0, share: 0, ...sizes[i], stages: list.stages })),
    costs: resourceCosts(stages),
    ...ownLimits(stages, fn),
    hostCoresPerMpps: mean((list) => list.hostMicros),
    guestCoresPerMpps: mean((list) => list.guestMicros),
    // A guest that polls takes no interrupts.
    hostCoresFixed: isStream ? assigned * values['irq.coresPerVm'] : 0,
    isRemote: route.stops.some(isRemote),
    stops: route.stops.length,
    isLatencyKnown: isLatencyKnown(route, fn)
  }
}

/**
 * The way of a function that differs from `like`, whose way `path` is, in its rates alone, without walking it again;
 * null where it must be walked. For flows whose rate limit is their own: what they take of shared resources stays.
 */
export function pathWithRates(path: FlowPath, like: LayoutFunction, fn: LayoutFunction): FlowPath | null {
  if (like.maxMbps === fn.maxMbps && like.traffic.offeredMpps === fn.traffic.offeredMpps) return path
  if (path.stops > 1 || like.maxMbps > 0 !== fn.maxMbps > 0) return null
  const factor = fn.maxMbps > 0 ? like.maxMbps / fn.maxMbps : 1
  const limited = (stages: readonly Stage[]): readonly Stage[] =>
    stages.map((stage) => (stage.kind === 'rate-limit' ? { ...stage, cost: stage.cost * factor } : stage))
  const stages = limited(path.stages)
  const sizes =
    path.sizes.length === 1
      ? path.sizes.map((size) => ({ ...size, stages }))
      : path.sizes.map((size) => ({ ...size, stages: limited(size.stages) }))
  return { ...path, stages, sizes, ...ownLimits(stages, fn) }
}

/** The smallest limit when all are at one end of their spread, M frames/s. */
export function limitAt({ limits }: FlowPath, end: 'low' | 'high'): number {
  let least = Infinity
  for (const { kind, mpps } of limits) {
    const { down, up } = resourceSpread[kind]
    least = Math.min(least, mpps * (end === 'low' ? 1 - down : 1 + up))
  }
  return least
}

/** A tester has seen a poll-mode guest with a VF of an 82599, and port to VM to port through OVS-DPDK. */
const isLatencyKnown = (
  { begin, stops, end }: Route,
  { method, backend, traffic }: LayoutFunction
): boolean =>
  stops.length === 1 &&
  traffic.style === 'frames' &&
  (method === 'sriov'
    ? stops[0].port.nic === '82599'
    : method === 'virtio' && backend === 'ovs-dpdk' && begin === 'wire' && end === 'wire')

/** The stages of one frame. */
function walk({ begin, stops, end }: Route, frame: FrameOnWay): StageList {
  const list = new StageList()
  const [first] = stops
  if (begin === 'wire') {
    pass(list, first, 'in', false, frame)
    receiveStages(list, first, 'nic', frame)
  }
  stops.forEach((stop, i) => {
    const next = stops[i + 1]
    const isLeft = next !== undefined || end !== 'guest'
    const isEntered = i > 0 || begin === 'wire'
    guest(list, stop, isEntered ? (isLeft ? 'forward' : 'receive') : 'send', frame)
    if (next !== undefined) return between(list, stop, next, frame)
    if (end === 'guest') return
    sendStages(list, stop, 'nic', frame)
    pass(list, stop, 'out', end === 'nobody', frame)
    if (end !== 'nobody') return
    pass(list, stop, 'in', true, frame)
    discardStages(list, stop, frame)
  })
  return list
}

/** From one VM to the next. */
function between(list: StageList, from: FlowStop, to: FlowStop, frame: FrameOnWay): void {
  if (isOnOneSwitch(from, to)) {
    sendStages(list, from, 'switch', frame)
    receiveStages(list, to, 'switch', frame)
    return
  }
  const isInside = from.host === to.host && from.port === to.port
  sendStages(list, from, 'nic', frame)
  pass(list, from, 'out', isInside, frame)
  pass(list, to, 'in', isInside, frame)
  receiveStages(list, to, 'nic', frame)
}

/** The limits of a flow: its own stages, and what it offers; and the smallest of them. */
function ownLimits(
  stages: readonly Stage[],
  { traffic: { offeredMpps } }: LayoutFunction
): { readonly limits: readonly OwnLimit[]; readonly limit: OwnLimit } {
  const limits: OwnLimit[] = []
  for (const { kind, resource, cost, servers } of stages)
    if (resource === OWN) limits.push({ kind, mpps: servers / cost })
  if (offeredMpps !== null) limits.push({ kind: 'demand', mpps: offeredMpps })
  let limit: OwnLimit = { kind: 'demand', mpps: Infinity }
  for (const each of limits) if (each.mpps < limit.mpps) limit = each
  return { limits, limit }
}

/** Costs by resource: a chain passes some of them several times. */
function resourceCosts(stages: readonly Stage[]): readonly ResourceCost[] {
  const costs: { resource: number; cost: number }[] = []
  for (const { resource, cost } of stages) {
    if (resource === OWN) continue
    const known = costs.find((each) => each.resource === resource)
    if (known === undefined) costs.push({ resource, cost })
    else known.cost += cost
  }
  return costs
}
