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
import type { Values } from '../../calibration/parameters.ts'
import { queuesOf } from '../layout/resources.ts'
import { readLatencyNs } from '../../emulate/platform/dma-latency.ts'
import { interruptShare, pollModeMpps } from '../cost/guest.ts'
import { memory, queue, receiveOverLink, sendOverLink } from './nic-stages.ts'
import { isAssigned, spreadOf, type FrameOnWay, type FlowStop } from './flow-stop.ts'
import { kernelSwitchMpps, passCycles, queueScale } from '../cost/software-switch.ts'
import type { StageList } from './stage.ts'

/** Frames per burst that a poll-mode guest handles. */
export const GUEST_BURST = 32
/** Times that a frame is moved by copying between guest and host: read and written. */
const COPY_MOVES = 2

/** Work of the guest; a frame that is passed on is received and sent. */
export function guest(
  list: StageList,
  place: FlowStop,
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
function exitShare(place: FlowStop, values: Values): number {
  if (!isAssigned(place) || place.host.hasPostedInterrupts !== false) return 1
  return interruptShare(false, interruptsPerSecond(place, values) / 1000, place.host.coreGhz, values)
}

const interruptsPerSecond = ({ fn }: FlowStop, values: Values): number =>
  fn.interruptsPerSecond ?? values['irq.moderatedRate']

/** Half of what a path through a VM takes at low load: one end of it. */
function endBaseNs({ fn }: FlowStop, values: Values): number {
  if (fn.method !== 'virtio') return 500 * values['lat.pollBase']
  return 500 * values[fn.backend === 'vhost-net' ? 'lat.virtioBase' : 'lat.pvpBase']
}

/** From the guest's memory to the NIC, or to the other end of a software switch (`to`). */
export function sendStages(list: StageList, place: FlowStop, to: 'nic' | 'switch', frame: FrameOnWay): void {
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
const baseWithoutDmaNs = (place: FlowStop, values: Values): number =>
  Math.max(
    0,
    endBaseNs(place, values) - (place.port.link === null ? 0 : readLatencyNs(NOMINAL_BYTES, false, values))
  )

function leaveSoftware(list: StageList, place: FlowStop, to: 'nic' | 'switch', frame: FrameOnWay): void {
  list.wait(endBaseNs(place, frame.values))
  software(list, place, to === 'switch' ? 2 : 1, true, frame)
  memory(list, place, (COPY_MOVES + (to === 'nic' ? 1 : 0)) * frame.bytes)
  if (to === 'nic') sendOverLink(list, place, frame)
}

/** From the NIC, or from the other end of a software switch, into the guest's memory. */
export function receiveStages(
  list: StageList,
  place: FlowStop,
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

/** To another VF of the port: where it goes from there is not part of the layout. */
export function discardStages(list: StageList, place: FlowStop, frame: FrameOnWay): void {
  receiveOverLink(list, place, frame)
}

/** vhost thread of its own, or cycles of the switch's cores; `guests` = ends of the pass that are VMs. */
function software(
  list: StageList,
  place: FlowStop,
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
