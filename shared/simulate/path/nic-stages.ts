/** What a frame takes of the hardware between a host's memory and the wire, in the order in which it passes. */
import { vfQueueMpps } from '../presets/nic-rates.ts'
import type { Values } from '../../calibration/parameters.ts'
import { receiveBytes, sendBytes, type NicDriving } from '../cost/nic-dma.ts'
import { memoryNode, queuesOf } from '../layout/resources.ts'
import type { Traffic } from '../layout/layout.ts'
import { readLatencyNs } from '../../emulate/platform/dma-latency.ts'
import { FCS_BYTES, WIRE_OVERHEAD_BYTES } from '../cost/ethernet.ts'
import { missShare, walkNs } from '../cost/iotlb.ts'
import { isAssigned, isRemote, spreadOf, type FrameOnWay, type FlowStop } from './flow-stop.ts'
import type { StageList } from './stage.ts'

/** Onto the wire, or (`isInside`) back into the NIC through its embedded switch. */
export function pass(
  list: StageList,
  { portResources: at }: FlowStop,
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
export function queue(
  list: StageList,
  place: FlowStop,
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

/** Bytes that the frame moves to or from the memory of the VM's node. */
export const memory = (list: StageList, { hostResources, vm, port }: FlowStop, bytes: number): void => {
  list.take('memory', hostResources.memory.get(memoryNode(vm, port)) ?? -1, bytes / 1000)
}

/** Who drives the NIC: the host's kernel, a switch in user space, or the guest with either kind of driver. */
const drivingOf = (place: FlowStop, { style }: Traffic): NicDriving =>
  (isAssigned(place) ? style === 'frames' : place.fn.backend !== 'vhost-net') ? 'poll' : 'kernel'

/** The NIC reads the frame out of memory. */
export function sendOverLink(list: StageList, place: FlowStop, { bytes, traffic, values }: FrameOnWay): void {
  const { port, portResources: at } = place
  const moved = port.link === null ? null : sendBytes(drivingOf(place, traffic), port.link, bytes, values)
  if (moved !== null) list.take('pcie-up', at.pcieUp, (moved.up * 8) / 1000)
  walk(list, place, 'read', bytes, values)
  if (moved === null) return
  list.take('pcie-down', at.pcieDown, (moved.down * 8) / 1000)
  list.wait(dmaNs(place, bytes, values))
}

/** The NIC writes the frame into memory. */
export function receiveOverLink(
  list: StageList,
  place: FlowStop,
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
function dmaNs(place: FlowStop, bytes: number, values: Values): number {
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
  place: FlowStop,
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
