/** One DMA access of a VF on its way through the IOMMU, told as steps. */
import type { VfFunction } from './device/vf-function.ts'
import { faultLines } from './platform/iommu.ts'
import { readLatencyNs } from './platform/dma-latency.ts'
import type { EmulatedHost } from './emulated-host.ts'
import { binarySize, hex } from './words.ts'

/** What a VF reads or writes. */
export interface MemoryAccess {
  readonly operation: 'read' | 'write'
  /** As the driver named it. */
  readonly address: number
  readonly bytes: number
  /** What it is for, "the descriptor". */
  readonly what: string
}

/** Carries an access out; gives the host address that it reached, or null where it was stopped. */
export function accessMemory(machine: EmulatedHost, vf: VfFunction, access: MemoryAccess): number | null {
  const { timeline, iommu } = machine
  const { operation, address, bytes, what } = access
  const isRead = operation === 'read'
  const request = `${isRead ? 'memory read' : 'memory write'} of ${bytes} bytes at ${hex(address)}, requester ${hex(vf.routingId, 4)}`
  const verb = isRead ? 'reads' : 'writes'
  if (!vf.config.isBusMaster) {
    timeline.tell({
      from: 'device',
      kind: 'dma',
      text: `VF ${vf.index} may not ${operation} memory: Bus Master Enable is off`,
      detail: request,
      outcome: 'refused',
      source: 'PCI Express Base 5.0, 7.5.1.1.3'
    })
    return null
  }
  // Writes are posted: the device does not wait for them.
  const durationNs = isRead ? readLatencyNs(bytes, false, machine.values) : 0
  if (iommu === null) {
    timeline.tell({
      from: 'device',
      to: 'host-kernel',
      kind: 'dma',
      text: `VF ${vf.index} ${verb} ${what}: no IOMMU looks at it`,
      detail: request,
      durationNs
    })
    return address
  }
  const result = iommu.access(vf.routingId, address, operation)
  if (!result.ok) {
    const [head, line] = faultLines(result.error)
    timeline.tell({
      from: 'device',
      to: 'iommu',
      kind: 'fault',
      text: `VF ${vf.index} aims at memory that is not mapped for it: the IOMMU stops it`,
      detail: request,
      outcome: 'lost',
      source: 'Intel VT-d 3.3, 7.1'
    })
    machine.faults.push({ atNs: timeline.nowNs, address: machine.addressOf(vf), text: line })
    timeline.print(
      'host-kernel',
      'The fault raises an interrupt, and the kernel reads the fault registers',
      head
    )
    timeline.print(
      'host-kernel',
      'The kernel logs who asked for what',
      line,
      'refused',
      'linux drivers/iommu/intel/dmar.c'
    )
    return null
  }
  const { physical, pageBytes, iotlb } = result.value
  const walkNs = iotlb === 'miss' ? machine.values['iommu.missLatency'] : 0
  const lookup =
    iotlb === null
      ? 'passed through one to one'
      : `IOTLB ${iotlb}${iotlb === 'miss' ? ', the tables are walked' : ''}: page of ${binarySize(pageBytes)}, host ${hex(physical)}`
  timeline.tell({
    from: 'device',
    to: 'iommu',
    kind: 'dma',
    text: `VF ${vf.index} ${verb} ${what}${iotlb === null ? '' : iotlb === 'hit' ? ', translated from the IOTLB' : ', translated after a walk'}`,
    detail: `${request}; ${lookup}`,
    durationNs: durationNs + walkNs,
    source: iotlb === null ? 'Intel VT-d 3.3, 3.9' : 'Intel VT-d 3.3, 3.7 and 6.2'
  })
  return physical
}
