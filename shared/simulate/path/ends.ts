/**
 * What happens to a frame where it leaves or enters a VM, by the three methods, and at the port of the NIC. This is
 * where virtio, direct assignment and SR-IOV differ.
 *
 * | | virtio | direct | SR-IOV |
 * |---|---|---|---|
 * | guest cores | yes | yes | yes |
 * | vhost thread or switch cores | yes | - | - |
 * | memory of the node | copied and DMA | DMA | as direct |
 * | IOMMU walker | - | yes, if guest memory is translated | as direct |
 * | PCIe | driven by the host's kernel or a poll-mode switch | driven by the guest | as direct |
 * | rate of a VF queue, rate limit of the VF | - | - | yes |
 * | port rate, wire | yes | yes | yes |
 */
import { vfQueueMpps } from '../calibration/nic-rates.ts'
import type { Values } from '../calibration/parameters.ts'
import { receiveBytes, sendBytes, type NicDriving } from '../device/nic-dma.ts'
import {
  memoryNode,
  queuesOf,
  type FunctionResources,
  type HostResources,
  type PortResources
} from '../layout/resources.ts'
import type { LayoutFunction, LayoutHost, LayoutPort, LayoutVm, Traffic } from '../layout/scenario.ts'
import { readLatencyNs } from '../platform/dma.ts'
import { FCS_BYTES, WIRE_OVERHEAD_BYTES } from '../platform/ethernet.ts'
import { missShare, walkNs } from '../platform/iotlb.ts'
import { interruptShare, pollModeMpps } from './guest.ts'
import { kernelSwitchMpps, passCycles, queueScale } from './software-switch.ts'
import type { StageList } from './stage.ts'

/** A function of a VM, with everything that its frames pass. */
export interface FunctionPlace {
  readonly host: LayoutHost
  readonly hostResources: HostResources
  /** Memory that assigned functions of the host go over, bytes: decides IOTLB misses. */
  readonly dmaWindowBytes: number
  readonly vm: LayoutVm
  readonly fn: LayoutFunction
  readonly port: LayoutPort
  readonly portResources: PortResources
  /** null = only one flow passes the VM. */
  readonly shared: FunctionResources | null
}

/** A frame of the flow: what is the same at all ends. */
export interface FrameOnWay {
  readonly bytes: number
  readonly traffic: Traffic
  readonly values: Values
}

/** Frames per burst that a poll-mode guest handles. */
const GUEST_BURST = 32
/** Times that a frame is moved by copying between guest and host: read and written. */
const COPY_MOVES = 2

const isAssigned = ({ fn }: FunctionPlace): boolean => fn.method !== 'virtio'

/** Whether both functions hang on one software switch. */
export const isOnOneSwitch = (a: FunctionPlace, b: FunctionPlace): boolean =>
  a.host === b.host && a.port === b.port && !isAssigned(a) && !isAssigned(b) && a.fn.backend === b.fn.backend

/** Whether a device's memory lies on another NUMA node than the device. */
export const isRemote = ({ fn, vm, port }: FunctionPlace): boolean =>
  fn.method !== 'virtio' &&
  vm.numaNode !== undefined &&
  port.numaNode !== undefined &&
  vm.numaNode !== port.numaNode

/** Queues and vCPUs that a flow can spread over: streams by their number, a poll-mode sender as it likes. */
const spreadOf = ({ style, flows }: Traffic, isSending: boolean): number =>
  style === 'frames' && isSending ? Infinity : flows

/** Work of the guest; a frame that is passed on is received and sent. */
export function guest(
  list: StageList,
  place: FunctionPlace,
  role: 'send' | 'receive' | 'forward',
  frame: FrameOnWay
): void {
  const { host, vm, fn, shared } = place
  const { bytes, traffic, values } = frame
  const isStream = traffic.style === 'stream'
  // The poll-mode figure is that of forwarding; a kernel has the work of a stream at both ends.
  const micros = isStream
    ? ((role === 'forward' ? 2 : 1) * bytes * 8) /
      1000 /
      values['guest.streamGbpsPerVcpu'] /
      exitShare(place, values)
    : 1 / pollModeMpps(host.coreGhz, GUEST_BURST, values)
  const queues = isStream ? (fn.queues ?? values['guest.maxQueues']) : Infinity
  const vcpus = Math.max(1, vm.vcpus)
  const parallel = Math.min(queues, spreadOf(traffic, role === 'send'))
  list.serve('guest-core', shared?.guest ?? null, micros, vcpus, parallel)
  list.guestMicros += micros
}

/** Share of a guest's cores that exits for the interrupts of an assigned device leave. */
function exitShare(place: FunctionPlace, values: Values): number {
  if (!isAssigned(place) || place.host.hasPostedInterrupts !== false) return 1
  return interruptShare(false, interruptsPerSecond(place, values) / 1000, place.host.coreGhz, values)
}

const interruptsPerSecond = ({ fn }: FunctionPlace, values: Values): number =>
  fn.interruptsPerSecond ?? values['irq.moderatedRate']

/** Half of what a path through a VM takes at low load: one end of it. */
function endBaseNs({ fn }: FunctionPlace, values: Values): number {
  if (fn.method !== 'virtio') return 500 * values['lat.pollBase']
  return 500 * values[fn.backend === 'vhost-net' ? 'lat.virtioBase' : 'lat.pvpBase']
}

/** From the guest's memory to the NIC, or to the other end of a software switch (`to`). */
export function leave(list: StageList, place: FunctionPlace, to: 'nic' | 'switch', frame: FrameOnWay): void {
  if (!isAssigned(place)) return leaveSoftware(list, place, to, frame)
  const { values, bytes } = frame
  list.wait(baseWithoutDmaNs(place, values))
  memory(list, place, bytes)
  sendOverLink(list, place, frame)
  queue(list, place, true, frame)
}

/** Size of frames at which latencies through a VM were measured. */
const NOMINAL_BYTES = 64

/** The base without the DMA of a small frame, which is counted where it happens; whole where PCIe is not modelled. */
const baseWithoutDmaNs = (place: FunctionPlace, values: Values): number =>
  Math.max(
    0,
    endBaseNs(place, values) - (place.port.link === null ? 0 : readLatencyNs(NOMINAL_BYTES, false, values))
  )

function leaveSoftware(list: StageList, place: FunctionPlace, to: 'nic' | 'switch', frame: FrameOnWay): void {
  list.wait(endBaseNs(place, frame.values))
  software(list, place, to === 'switch' ? 2 : 1, true, frame)
  memory(list, place, (COPY_MOVES + (to === 'nic' ? 1 : 0)) * frame.bytes)
  if (to === 'nic') sendOverLink(list, place, frame)
}

/** From the NIC, or from the other end of a software switch, into the guest's memory. */
export function enter(
  list: StageList,
  place: FunctionPlace,
  from: 'nic' | 'switch',
  frame: FrameOnWay
): void {
  const { values, bytes } = frame
  if (isAssigned(place)) {
    queue(list, place, false, frame)
    receiveOverLink(list, place, frame)
    memory(list, place, bytes)
    list.wait(baseWithoutDmaNs(place, values))
    if (frame.traffic.style === 'stream') list.interrupt(1e9 / interruptsPerSecond(place, values))
    return
  }
  if (from === 'nic') receiveOverLink(list, place, frame)
  // A pass between two guests was paid for where it began, but each has a thread of its own.
  if (from === 'nic' || place.fn.backend === 'vhost-net') software(list, place, 1, false, frame)
  memory(list, place, (COPY_MOVES + (from === 'nic' ? 1 : 0)) * bytes)
  list.wait(endBaseNs(place, values))
}

/** To whoever has another VF of the port: where it goes from there is not part of the layout. */
export function enterNobody(list: StageList, place: FunctionPlace, frame: FrameOnWay): void {
  receiveOverLink(list, place, frame)
}

/** Onto the wire, or (`isInside`) back into the NIC through its embedded switch. */
export function pass(
  list: StageList,
  { portResources: at }: FunctionPlace,
  way: 'out' | 'in',
  isInside: boolean,
  { bytes }: FrameOnWay
): void {
  const gbit = (8 * (bytes + WIRE_OVERHEAD_BYTES)) / 1000
  if (way === 'out') {
    list.take('port-rate', at.rateOut, 1)
    if (!isInside) list.take('wire-out', at.wireOut, gbit)
  } else {
    if (!isInside) list.take('wire-in', at.wireIn, gbit)
    list.take('port-rate', at.rateIn, 1)
  }
}

/** A VF has a few queues of known rate and may be limited; a whole port has all the device's queues. */
function queue(
  list: StageList,
  place: FunctionPlace,
  isSending: boolean,
  { bytes, traffic, values }: FrameOnWay
): void {
  const { fn, port, vm, shared } = place
  if (fn.method !== 'sriov') return
  const perQueue = vfQueueMpps(port.nic, values)
  const at = shared === null ? null : isSending ? shared.queueOut : shared.queueIn
  if (perQueue !== null)
    list.serve('queue-rate', at, 1 / perQueue, queuesOf(fn, port, vm.vcpus), spreadOf(traffic, isSending))
  if (isSending && fn.maxMbps > 0)
    list.serve('rate-limit', shared?.rateLimit ?? null, (8 * bytes) / fn.maxMbps, 1, 1)
}

/** vhost thread of its own, or cycles of the switch's cores; `guests` = ends of the pass that are VMs. */
function software(
  list: StageList,
  place: FunctionPlace,
  guests: number,
  isSending: boolean,
  { bytes, traffic, values }: FrameOnWay
): void {
  const { host, fn, port, vm, shared, hostResources } = place
  if (fn.backend === 'vhost-net') {
    const micros =
      traffic.style === 'stream'
        ? (8 * bytes) / 1000 / values['vhostNet.streamGbps']
        : 1 / kernelSwitchMpps(host.coreGhz, bytes, values)
    const threads = queuesOf(fn, port, vm.vcpus)
    const spread = spreadOf(traffic, isSending)
    const scale = queueScale(threads, values)
    list.serve('vhost-thread', shared?.vhost ?? null, micros, scale, queueScale(spread, values))
    // What threads lose to each other keeps them busy as well.
    const busy = Math.min(threads, spread)
    list.hostMicros += (micros * busy) / queueScale(busy, values)
    return
  }
  const cycles = passCycles(fn.backend, guests, traffic.flows, bytes, values)
  list.take('switch-core', hostResources.switchCores, cycles)
  list.hostMicros += cycles / (host.coreGhz * 1000)
}

const memory = (list: StageList, { hostResources, vm, port }: FunctionPlace, bytes: number): void => {
  list.take('memory', hostResources.memory.get(memoryNode(vm, port)) ?? -1, bytes / 1000)
}

/** Who drives the NIC: the host's kernel, a switch in user space, or the guest with either kind of driver. */
const drivingOf = (place: FunctionPlace, { style }: Traffic): NicDriving =>
  (isAssigned(place) ? style === 'frames' : place.fn.backend !== 'vhost-net') ? 'poll' : 'kernel'

function sendOverLink(list: StageList, place: FunctionPlace, { bytes, traffic, values }: FrameOnWay): void {
  const { port, portResources: at } = place
  const moved = port.link === null ? null : sendBytes(drivingOf(place, traffic), port.link, bytes, values)
  if (moved !== null) list.take('pcie-up', at.pcieUp, (moved.up * 8) / 1000)
  walk(list, place, 'read', bytes, values)
  if (moved === null) return
  list.take('pcie-down', at.pcieDown, (moved.down * 8) / 1000)
  list.wait(dmaNs(place, bytes, values))
}

function receiveOverLink(
  list: StageList,
  place: FunctionPlace,
  { bytes, traffic, values }: FrameOnWay
): void {
  const { port, portResources: at } = place
  if (port.link !== null) {
    const { up, down } = receiveBytes(drivingOf(place, traffic), port.link, bytes, values)
    list.take('pcie-down', at.pcieDown, (down * 8) / 1000)
    list.take('pcie-up', at.pcieUp, (up * 8) / 1000)
    list.wait(dmaNs(place, bytes, values))
  }
  walk(list, place, 'write', bytes, values)
}

/** Latency of the frame's DMA, behind the IOMMU where the guest drives the device. */
function dmaNs(place: FunctionPlace, bytes: number, values: Values): number {
  const { host, dmaWindowBytes } = place
  const page = isAssigned(place) ? host.iommuPageBytes : null
  const miss =
    page === null
      ? 0
      : missShare(values['iommu.latencyEntries'], page, dmaWindowBytes) * values['iommu.missLatency']
  return readLatencyNs(bytes - FCS_BYTES, isRemote(place), values) + miss
}

/** Page walks: one data access per frame and page; descriptors are few and stay in the IOTLB. */
function walk(
  list: StageList,
  place: FunctionPlace,
  operation: 'read' | 'write',
  bytes: number,
  values: Values
): void {
  const { host, hostResources, dmaWindowBytes } = place
  const page = host.iommuPageBytes
  if (page === null || !isAssigned(place)) return
  const ns = Math.ceil((bytes - FCS_BYTES) / page) * walkNs(operation, page, dmaWindowBytes, values)
  list.take('iommu-walker', hostResources.walker, ns)
}
