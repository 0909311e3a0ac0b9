/**
 * The DMA remapping unit of a host: which domain a device stands in, the IOTLB before the tables, faults.
 *
 * Modelled: one domain a device, passthrough, blocked devices, stale translations between an unmap and its
 * invalidation (at once, or collected and flushed as Linux does it in lazy mode), faults in the kernel's words.
 * Left out: ATS, page requests, several units, fault recording registers that run full.
 * Source: Intel VT-d 3.3, sections 3, 6.2 and 7; linux drivers/iommu/dma-iommu.c, drivers/iommu/intel/dmar.c.
 */
import { pciAddressText } from './routing-id.ts'
import { err, ok, type Result } from '../../result.ts'
import { IOMMU_PAGE_BYTES, type IommuDomain } from './iommu-domain.ts'
import { TranslationCache } from './translation-cache.ts'

/** A DMA that was stopped. */
export interface IommuFault {
  /** Routing id of the function that asked. */
  readonly routingId: number
  readonly address: number
  readonly operation: 'read' | 'write'
  readonly reason: 'not-attached' | 'not-mapped' | 'no-write-right' | 'no-read-right'
}

/** Where an access ends. */
export interface Translation {
  readonly physical: number
  readonly pageBytes: number
  /** null = nothing is translated, so nothing is looked up. */
  readonly iotlb: 'hit' | 'miss' | null
}

/** Where a device stands: in a domain, straight through to host memory, or nowhere. */
export type Attachment =
  { readonly kind: 'domain'; readonly domain: IommuDomain } | { readonly kind: 'passthrough' }

/** When the IOTLB forgets what was unmapped: before the unmap returns, or with the next flush. */
export type UnmapMode = 'strict' | 'deferred'

/** Linux flushes what deferred unmaps collected after this long at the latest. linux IOVA_FQ_TIMEOUT. */
export const FLUSH_QUEUE_TIMEOUT_MS = 10

/** Sizes with which the IOTLB is asked, the smallest first. */
const PAGE_SIZES: readonly number[] = IOMMU_PAGE_BYTES

/** The IOMMU of a host. Without an IOMMU there is no such object: DMA then reaches all memory. */
export class Iommu {
  readonly iotlb: TranslationCache
  private readonly attachments = new Map<number, Attachment>()
  private readonly faultLog: IommuFault[] = []
  private flushQueue: { readonly domain: number; readonly iova: number; readonly bytes: number }[] = []

  constructor(iotlbEntries: number) {
    this.iotlb = new TranslationCache(iotlbEntries)
  }

  /** Faults in the order in which they happened. */
  get faults(): readonly IommuFault[] {
    return this.faultLog
  }

  /** Unmapped ranges that the IOTLB may still hold. */
  get pendingInvalidations(): number {
    return this.flushQueue.length
  }

  attach(routingId: number, attachment: Attachment): void {
    this.attachments.set(routingId, attachment)
  }

  detach(routingId: number): void {
    this.attachments.delete(routingId)
  }

  /** Takes mappings away; `deferred` leaves the IOTLB for `flush`. Gives how many bytes were unmapped. */
  unmap(domain: IommuDomain, iova: number, bytes: number, mode: UnmapMode): number {
    const unmapped = domain.unmap(iova, bytes)
    if (mode === 'strict') this.iotlb.invalidate(domain.id, iova, bytes)
    else this.flushQueue.push({ domain: domain.id, iova, bytes })
    return unmapped
  }

  /** The flush timer, or a flush queue that is full. Gives how many IOTLB entries went. */
  flush(): number {
    const queue = this.flushQueue
    this.flushQueue = []
    return queue.reduce((sum, { domain, iova, bytes }) => sum + this.iotlb.invalidate(domain, iova, bytes), 0)
  }

  /** One access of a device; a fault is recorded and the access does not happen. */
  access(routingId: number, address: number, operation: 'read' | 'write'): Result<Translation, IommuFault> {
    const stop = (reason: IommuFault['reason']): Result<never, IommuFault> => {
      const fault: IommuFault = { routingId, address, operation, reason }
      this.faultLog.push(fault)
      return err(fault)
    }
    const attachment = this.attachments.get(routingId)
    if (attachment === undefined) return stop('not-attached')
    if (attachment.kind === 'passthrough')
      return ok({ physical: address, pageBytes: IOMMU_PAGE_BYTES[2], iotlb: null })
    const { domain } = attachment
    const cached = this.iotlb.find(domain.id, address, PAGE_SIZES)
    const page = cached ?? domain.walk(address)
    if (page === null) return stop('not-mapped')
    if (operation === 'write' && !page.canWrite) return stop('no-write-right')
    if (operation === 'read' && !page.canRead) return stop('no-read-right')
    if (cached === null) this.iotlb.add(domain.id, page)
    return ok({
      physical: page.physical + (address - page.iova),
      pageBytes: page.bytes,
      iotlb: cached === null ? 'miss' : 'hit'
    })
  }
}

/** Reasons as the hardware numbers them. A page that is not there lacks the right that was asked for. */
const reasonOf = ({ operation, reason }: IommuFault): readonly [code: string, text: string] => {
  if (reason === 'not-attached') return ['0x02', 'Present bit in context entry is clear']
  return operation === 'write' || reason === 'no-write-right'
    ? ['0x05', 'PTE Write access is not set']
    : ['0x06', 'PTE Read access is not set']
}

/** The two lines of the kernel's log for a fault. */
export function faultLines(fault: IommuFault): readonly [string, string] {
  const [code, text] = reasonOf(fault)
  const operation = fault.operation === 'write' ? 'Write' : 'Read'
  return [
    'DMAR: DRHD: handling fault status reg 2',
    `DMAR: [DMA ${operation} NO_PASID] Request device [${pciAddressText(fault.routingId)}] ` +
      `fault addr 0x${fault.address.toString(16)} [fault reason ${code}] ${text}`
  ]
}
