/** A VF is made to aim its DMA somewhere: at its own buffer, at another VM, at memory that it has just given back. */
import type { VfFunction } from '../device/vf-function.ts'
import { FLUSH_QUEUE_TIMEOUT_MS } from '../platform/iommu.ts'
import type { EmulatedHost, VfUser } from '../emulated-host.ts'
import { HOST_DRIVER_IOVA, HOST_DRIVER_PHYSICAL } from '../memory.ts'
import { accessMemory } from '../memory-access.ts'
import { NS_PER_MS } from '../timeline.ts'
import type { DmaTarget } from '../types.ts'
import { hex } from '../words.ts'
import { isInterruptAddress, sendMessage } from './interrupt.ts'

/** Bytes that the VF moves. */
const DMA_BYTES = 64
const GIB = 2 ** 30
const PAGE_BYTES = 4096

/** Makes VF `index` read or write. */
export function dma(
  machine: EmulatedHost,
  index: number,
  operation: 'read' | 'write',
  target: DmaTarget
): void {
  const vf = machine.vf(index)
  const user = machine.users.get(index)
  if (target.kind === 'freed-buffer') return touchFreedBuffer(machine, vf, user, operation)
  const address = addressOf(machine, vf, target)
  aim(machine, vf, target, address)
  if (operation === 'write' && isInterruptAddress(address) && vf.config.isBusMaster)
    return sendMessage(
      machine,
      vf,
      { address, data: 0 },
      `VF ${vf.index} writes where interrupts are written`
    )
  const reached = accessMemory(machine, vf, {
    operation,
    address,
    bytes: DMA_BYTES,
    what: `at ${hex(address)}`
  })
  if (reached !== null) arrive(machine, vf, user, reached, operation)
  else if (vf.config.isBusMaster)
    machine.timeline.tell({
      from: 'iommu',
      to: 'device',
      kind: 'dma',
      text:
        operation === 'read'
          ? 'The read is answered with Unsupported Request: the VF gets nothing'
          : 'The write is discarded: nothing arrives',
      outcome: 'lost',
      source: 'Intel VT-d 3.3, 7.1.3'
    })
}

function addressOf(
  machine: EmulatedHost,
  vf: VfFunction,
  target: Exclude<DmaTarget, { kind: 'freed-buffer' }>
): number {
  switch (target.kind) {
    case 'own-buffer':
      return machine.memoryOf(vf).txBuffer
    case 'memory-of':
      return machine.guest(target.vm).physical + (machine.memoryOf(vf).txBuffer % PAGE_BYTES)
    case 'address':
      if (!Number.isSafeInteger(target.address) || target.address < 0)
        throw new RangeError(`${target.address} is no memory address`)
      return target.address
  }
}

function aim(machine: EmulatedHost, vf: VfFunction, target: DmaTarget, address: number): void {
  const text =
    target.kind === 'memory-of'
      ? `The driver of VF ${vf.index} writes a descriptor that aims at the memory of VM ${target.vm}`
      : target.kind === 'own-buffer'
        ? `The driver of VF ${vf.index} writes a descriptor with its own buffer`
        : `The driver of VF ${vf.index} writes a descriptor with this address`
  machine.timeline.tell({
    from: machine.partyOf(vf),
    to: 'device',
    kind: 'doorbell',
    text,
    detail: `buffer ${hex(address)}; ${machine.nic.txTail}`
  })
}

/** What an access that was not stopped did. */
function arrive(
  machine: EmulatedHost,
  vf: VfFunction,
  user: VfUser | undefined,
  physical: number,
  operation: 'read' | 'write'
): void {
  const owner = machine.ownerOfMemory(physical)
  const isOwn =
    user?.kind === 'guest'
      ? owner === `memory of VM ${user.guest.id}`
      : owner === 'memory of the host' && machine.iommu !== null && user?.domain != null
  machine.timeline.tell({
    from: machine.iommu === null ? 'device' : 'iommu',
    to: 'host-kernel',
    kind: 'dma',
    text: isOwn
      ? `It ${operation === 'read' ? 'comes from' : 'lands in'} ${owner}: the VF's own`
      : `Nothing stops it: VF ${vf.index} ${operation === 'read' ? 'has read' : 'has overwritten'} ${owner}`,
    detail: `host address ${hex(physical)}`,
    outcome: isOwn ? 'done' : 'lost'
  })
}

/** The buffer is mapped, used, unmapped and used once more. */
function touchFreedBuffer(
  machine: EmulatedHost,
  vf: VfFunction,
  user: VfUser | undefined,
  operation: 'read' | 'write'
): void {
  const { timeline, iommu } = machine
  const domain = user?.kind === 'guest' ? user.guest.domain : (user?.domain ?? null)
  if (iommu === null || domain === null || user === undefined) {
    const address = HOST_DRIVER_PHYSICAL - PAGE_BYTES
    timeline.tell({
      from: machine.partyOf(vf),
      kind: 'state',
      text: 'The driver gives a buffer back; nothing is translated, so there is nothing to take away',
      detail: `buffer ${hex(address)}`
    })
    const reached = accessMemory(machine, vf, {
      operation,
      address,
      bytes: DMA_BYTES,
      what: 'the buffer that was given back'
    })
    if (reached !== null) arrive(machine, vf, undefined, reached, operation)
    return
  }
  const isGuest = user.kind === 'guest'
  const address = isGuest
    ? Math.ceil(user.guest.memoryBytes / GIB) * GIB
    : HOST_DRIVER_IOVA - PAGE_BYTES * (1 + vf.index)
  const physical = HOST_DRIVER_PHYSICAL - PAGE_BYTES * (1 + vf.index)
  domain.map({ iova: address, physical, bytes: PAGE_BYTES, canRead: true, canWrite: true })
  timeline.tell({
    from: isGuest ? 'hypervisor' : 'host-kernel',
    to: 'iommu',
    kind: 'state',
    text: isGuest
      ? 'The VM is lent a page of memory, and its driver uses it as a buffer'
      : 'The driver maps a buffer',
    detail: `domain ${domain.id}: ${hex(address)} mapped to host ${hex(physical)}`,
    source: 'linux drivers/iommu/dma-iommu.c; drivers/vfio/vfio_iommu_type1.c'
  })
  accessMemory(machine, vf, { operation, address, bytes: DMA_BYTES, what: 'the buffer' })
  // What vfio maps for a VM is always invalidated at once: lazy mode is for the host's own devices.
  const isStrict = isGuest || machine.config.iommu === 'strict'
  iommu.unmap(domain, address, PAGE_BYTES, isStrict ? 'strict' : 'deferred')
  timeline.tell({
    from: isGuest ? 'hypervisor' : 'host-kernel',
    to: 'iommu',
    kind: 'state',
    text: isStrict
      ? 'The page is unmapped, and the IOTLB forgets it before the unmap returns'
      : `The page is unmapped; the IOTLB is flushed later, ${FLUSH_QUEUE_TIMEOUT_MS} ms from now at the latest`,
    detail: isStrict
      ? `page-selective invalidation of ${hex(address)}, domain ${domain.id}`
      : `${iommu.pendingInvalidations} in the flush queue`,
    source: isGuest ? 'linux drivers/vfio/vfio_iommu_type1.c' : 'linux drivers/iommu/dma-iommu.c'
  })
  const again = { operation, address, bytes: DMA_BYTES, what: 'the buffer once more' }
  const reached = accessMemory(machine, vf, again)
  if (reached !== null)
    timeline.tell({
      from: 'iommu',
      to: 'host-kernel',
      kind: 'dma',
      text: 'The IOTLB still knew the page: the VF has touched memory that somebody else may have by now',
      detail: `host address ${hex(reached)}`,
      outcome: 'lost',
      source: 'linux Documentation/admin-guide/kernel-parameters.txt, iommu.strict='
    })
  if (iommu.pendingInvalidations === 0) return
  timeline.tell({
    from: 'host-kernel',
    kind: 'state',
    text: 'The flush timer runs',
    durationNs: FLUSH_QUEUE_TIMEOUT_MS * NS_PER_MS
  })
  timeline.tell({
    from: 'host-kernel',
    to: 'iommu',
    kind: 'register',
    text: 'The flush queue is worked off: the IOTLB forgets what was unmapped',
    detail: `${iommu.flush()} entries gone`,
    source: 'linux drivers/iommu/dma-iommu.c, fq_flush_timeout'
  })
  accessMemory(machine, vf, again)
}
