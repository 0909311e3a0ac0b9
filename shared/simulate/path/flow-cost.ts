/**
 * What one frame of a flow costs on every resource of its path, and what limits the flow by itself, for the
 * three methods. This is where virtio, direct assignment and SR-IOV differ.
 *
 * | | virtio | direct | SR-IOV |
 * |---|---|---|---|
 * | wire, port rate, PCIe | yes, driven by the host's kernel or a poll-mode switch | yes, driven by the guest | as direct |
 * | vhost thread or switch cores | yes | - | - |
 * | IOMMU walker | - | yes, if guest memory is translated | as direct |
 * | rate of a VF queue, rate limit of the VF | - | - | yes |
 * | guest cores | yes | yes | yes |
 */
import { nicPresets } from '../calibration/nic-presets.ts'
import { vfQueueMpps } from '../calibration/nic-rates.ts'
import type { Values } from '../calibration/parameters.ts'
import { resourceSpread } from '../calibration/spread.ts'
import { receiveBytes, sendBytes, type NicDriving } from '../device/nic-dma.ts'
import type { HostResources, PortResources } from '../layout/resources.ts'
import type { LayoutFunction, LayoutHost, LayoutPort } from '../layout/scenario.ts'
import { FCS_BYTES, frameGbps, WIRE_OVERHEAD_BYTES } from '../platform/ethernet.ts'
import { walkNs } from '../platform/iotlb.ts'
import type { ResourceKind } from '../types.ts'
import { guestStreamGbps, pollModeMpps } from './guest.ts'
import { kernelSwitchMpps, ovsDpdkCycles } from './software-switch.ts'

/** What a frame takes of one resource, in the resource's own unit per M frames/s. */
export interface ResourceCost {
  readonly resource: number
  readonly cost: number
}

/** The most that a flow can take by itself, M frames/s, and by what. */
export interface OwnLimit {
  readonly kind: ResourceKind
  readonly mpps: number
}

/** What a flow costs and what it can do at most. */
export interface FlowCost {
  readonly costs: readonly ResourceCost[]
  /** Nominal, pessimistic and optimistic limit of the flow; each is the smallest of its candidates. */
  readonly limit: OwnLimit
  readonly lowMpps: number
  readonly highMpps: number
  /** Every candidate: the second smallest is what comes next. */
  readonly limits: readonly OwnLimit[]
  /** Host cores kept busy per M frames/s. */
  readonly hostCoresPerMpps: number
  /** Host cores per flow whatever its rate: exits for interrupts. */
  readonly hostCoresFixed: number
}

/** Frames per burst that a poll-mode guest handles. */
const GUEST_BURST = 32

/** Where a flow runs. */
export interface FlowPlace {
  readonly host: LayoutHost
  readonly port: LayoutPort
  readonly hostResources: HostResources
  readonly portResources: PortResources
  /** vCPUs of the VM. */
  readonly vcpus: number
  /** Memory that assigned functions of the host go over, bytes: decides IOTLB misses. */
  readonly dmaWindowBytes: number
}

/** Costs and limits of `fn`'s flow at `place`. */
export function flowCost(fn: LayoutFunction, place: FlowPlace, values: Values): FlowCost {
  const software = fn.method === 'virtio' ? softwareCost(fn, place, values) : null
  const limits = [
    ...(software?.limits ?? assignedLimits(fn, place, values)),
    ...commonLimits(fn, place, values)
  ]
  const spreadMpps = (pick: (limit: OwnLimit) => number): number =>
    limits.reduce((least, limit) => Math.min(least, pick(limit)), Infinity)
  const isStream = fn.traffic.style === 'stream'
  return {
    costs: [
      ...wireAndLink(fn, place, values),
      ...(fn.method === 'virtio' ? [] : walkerCost(fn, place, values)),
      ...(software?.costs ?? [])
    ],
    limit: limits.reduce<OwnLimit>((least, limit) => (limit.mpps < least.mpps ? limit : least), {
      kind: 'demand',
      mpps: Infinity
    }),
    lowMpps: spreadMpps(({ kind, mpps }) => mpps * (1 - resourceSpread[kind].down)),
    highMpps: spreadMpps(({ kind, mpps }) => mpps * (1 + resourceSpread[kind].up)),
    limits,
    hostCoresPerMpps: software?.coresPerMpps ?? 0,
    // A guest that polls takes no interrupts.
    hostCoresFixed: fn.method !== 'virtio' && isStream ? values['irq.coresPerVm'] : 0
  }
}

/** Wire, port and PCIe: the same for all methods but for who drives the NIC. */
function wireAndLink(fn: LayoutFunction, place: FlowPlace, values: Values): ResourceCost[] {
  const { direction, frameBytes } = fn.traffic
  const { port, portResources: at } = place
  // Who drives the NIC: the host's kernel, a switch in user space, or the guest with either kind of driver.
  const isPolled = fn.method === 'virtio' ? fn.backend !== 'vhost-net' : fn.traffic.style === 'frames'
  const driving: NicDriving = isPolled ? 'poll' : 'kernel'
  const costs: ResourceCost[] = []
  const take = (resource: number, cost: number): void => {
    if (resource >= 0 && cost > 0) costs.push({ resource, cost })
  }
  const sends = direction !== 'in'
  const receives = direction !== 'out'
  // A frame to another VF of the port never reaches the wire, but crosses PCIe twice.
  const wireGbit = (8 * (frameBytes + WIRE_OVERHEAD_BYTES)) / 1000
  if (direction === 'out') take(at.wireOut, wireGbit)
  if (direction === 'in') take(at.wireIn, wireGbit)
  if (sends) take(at.rateOut, 1)
  if (receives) take(at.rateIn, 1)
  if (port.link !== null) {
    const none = { up: 0, down: 0 }
    const send = sends ? sendBytes(driving, port.link, frameBytes, values) : none
    const receive = receives ? receiveBytes(driving, port.link, frameBytes, values) : none
    take(at.pcieUp, ((send.up + receive.up) * 8) / 1000)
    take(at.pcieDown, ((send.down + receive.down) * 8) / 1000)
  }
  return costs
}

/** Page walks: one data access per frame and page; descriptors are few and stay in the IOTLB. */
function walkerCost(fn: LayoutFunction, place: FlowPlace, values: Values): ResourceCost[] {
  const { host, hostResources, dmaWindowBytes } = place
  if (host.iommuPageBytes === null || hostResources.walker < 0) return []
  const accesses = Math.ceil((fn.traffic.frameBytes - FCS_BYTES) / host.iommuPageBytes)
  const walk = (operation: 'read' | 'write'): number =>
    accesses * walkNs(operation, host.iommuPageBytes ?? 0, dmaWindowBytes, values)
  const ns =
    (fn.traffic.direction !== 'in' ? walk('read') : 0) + (fn.traffic.direction !== 'out' ? walk('write') : 0)
  return ns > 0 ? [{ resource: hostResources.walker, cost: ns }] : []
}

interface SoftwareCost {
  readonly costs: readonly ResourceCost[]
  readonly limits: readonly OwnLimit[]
  readonly coresPerMpps: number
}

/** vhost thread of its own, or cycles of the switch's cores. */
function softwareCost(fn: LayoutFunction, place: FlowPlace, values: Values): SoftwareCost {
  const { host, hostResources } = place
  const { traffic } = fn
  if (fn.backend === 'vhost-net') {
    const mpps =
      traffic.style === 'stream'
        ? values['vhostNet.streamGbps'] / frameGbps(1, traffic.frameBytes)
        : kernelSwitchMpps(host.coreGhz, values)
    return { costs: [], limits: [{ kind: 'vhost-thread', mpps }], coresPerMpps: 1 / mpps }
  }
  const cycles =
    fn.backend === 'ovs-dpdk'
      ? ovsDpdkCycles(traffic.flows, values)
      : (values['vpp.nicCycles'] + values['vpp.hopCycles']) / 2
  const costs = hostResources.switchCores < 0 ? [] : [{ resource: hostResources.switchCores, cost: cycles }]
  return { costs, limits: [], coresPerMpps: cycles / (host.coreGhz * 1000) }
}

/** A VF has a few queues of known rate and may be limited; a whole port has all the device's queues. */
function assignedLimits(fn: LayoutFunction, place: FlowPlace, values: Values): OwnLimit[] {
  if (fn.method === 'direct') return []
  const preset = nicPresets[place.port.nic]
  const queues = Math.max(1, Math.min(preset.vfQueues, place.vcpus))
  const perQueue = vfQueueMpps(place.port.nic, values)
  const limits: OwnLimit[] = []
  if (perQueue !== null) limits.push({ kind: 'queue-rate', mpps: perQueue * queues })
  if (fn.maxMbps > 0)
    limits.push({ kind: 'rate-limit', mpps: fn.maxMbps / 1000 / frameGbps(1, fn.traffic.frameBytes) })
  return limits
}

/** The guest and the demand. */
function commonLimits(fn: LayoutFunction, place: FlowPlace, values: Values): OwnLimit[] {
  const { traffic } = fn
  const guest =
    traffic.style === 'stream'
      ? guestStreamGbps(place.vcpus, values) / frameGbps(1, traffic.frameBytes)
      : pollModeMpps(place.host.coreGhz, GUEST_BURST, values) * Math.max(1, place.vcpus)
  const limits: OwnLimit[] = [{ kind: 'guest-core', mpps: guest }]
  if (traffic.offeredMpps !== null) limits.push({ kind: 'demand', mpps: traffic.offeredMpps })
  return limits
}
