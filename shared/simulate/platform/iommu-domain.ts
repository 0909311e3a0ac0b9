/**
 * DMA remapping: which memory a device reaches. A domain maps I/O virtual addresses to host memory; a device is
 * attached to one domain at most, and everything it aims at outside of it is stopped and reported.
 *
 * Modelled: pages of 4 KiB, 2 MiB and 1 GiB, read and write rights, passthrough and blocked devices, faults.
 * Left out: PASID, ATS, page requests, reserved regions, the format of page tables. Cost: `iotlb.ts`.
 * Source: Intel VT-d 3.3 sections 3 and 7; linux drivers/iommu/iommu.c.
 */
import { err, ok, type Result } from '../../result.ts'

/** Page sizes of the second-level tables, bytes. */
export const IOMMU_PAGE_BYTES = [2 ** 12, 2 ** 21, 2 ** 30] as const

/** One mapping; all of it bytes and aligned to the page. */
export interface IommuMapping {
  readonly iova: number
  readonly physical: number
  readonly bytes: number
  readonly canRead: boolean
  readonly canWrite: boolean
}

/** Why memory is not mapped. */
export type MapRefusal =
  | { readonly kind: 'not-aligned'; readonly errno: 'EINVAL' }
  | { readonly kind: 'overlaps'; readonly iova: number; readonly errno: 'EEXIST' }

/** A DMA that was stopped, as the kernel reports it. */
export interface IommuFault {
  /** Routing id of the function that asked. */
  readonly routingId: number
  readonly address: number
  readonly operation: 'read' | 'write'
  readonly reason: 'not-attached' | 'not-mapped' | 'no-write-right' | 'no-read-right'
}

/** Pages that a translation used: what the IOTLB keeps. */
export interface Translation {
  readonly physical: number
  readonly pageBytes: number
}

/** The mappings of one guest, or of one device of the host. */
export class IommuDomain {
  /** In order of iova. */
  private mappings: readonly IommuMapping[] = []

  map(mapping: IommuMapping): Result<null, MapRefusal> {
    const page = IOMMU_PAGE_BYTES[0]
    if ([mapping.iova, mapping.physical, mapping.bytes].some((n) => n % page !== 0) || mapping.bytes <= 0)
      return err({ kind: 'not-aligned', errno: 'EINVAL' })
    const end = mapping.iova + mapping.bytes
    const other = this.mappings.find((each) => each.iova < end && mapping.iova < each.iova + each.bytes)
    if (other !== undefined) return err({ kind: 'overlaps', iova: other.iova, errno: 'EEXIST' })
    this.mappings = [...this.mappings, mapping].sort((a, b) => a.iova - b.iova)
    return ok(null)
  }

  /** Removes every mapping that lies wholly in the range; gives how many bytes were unmapped. */
  unmap(iova: number, bytes: number): number {
    const isInside = (each: IommuMapping): boolean =>
      each.iova >= iova && each.iova + each.bytes <= iova + bytes
    const removed = this.mappings.filter(isInside)
    this.mappings = this.mappings.filter((each) => !isInside(each))
    return removed.reduce((sum, each) => sum + each.bytes, 0)
  }

  find(address: number): IommuMapping | undefined {
    return this.mappings.find((each) => address >= each.iova && address < each.iova + each.bytes)
  }
}

/** The largest page that fits a mapping around an address: alignment of both sides and room decide. */
function pageBytesAt({ iova, physical, bytes }: IommuMapping, address: number): number {
  const fitting = IOMMU_PAGE_BYTES.filter((page) => {
    const start = address - (address % page)
    return iova % page === physical % page && start >= iova && start + page <= iova + bytes
  })
  return fitting.at(-1) ?? IOMMU_PAGE_BYTES[0]
}

/** Where a device stands: in a domain, straight through to host memory, or nowhere. */
export type Attachment =
  { readonly kind: 'domain'; readonly domain: IommuDomain } | { readonly kind: 'passthrough' }

/** The IOMMU of a host. Without an IOMMU there is no such object: DMA then reaches all memory. */
export class Iommu {
  private readonly attachments = new Map<number, Attachment>()
  private readonly faultLog: IommuFault[] = []

  /** Faults in the order in which they happened. */
  get faults(): readonly IommuFault[] {
    return this.faultLog
  }

  attach(routingId: number, attachment: Attachment): void {
    this.attachments.set(routingId, attachment)
  }

  detach(routingId: number): void {
    this.attachments.delete(routingId)
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
    if (attachment.kind === 'passthrough') return ok({ physical: address, pageBytes: 2 ** 30 })
    const mapping = attachment.domain.find(address)
    if (mapping === undefined) return stop('not-mapped')
    if (operation === 'write' && !mapping.canWrite) return stop('no-write-right')
    if (operation === 'read' && !mapping.canRead) return stop('no-read-right')
    return ok({
      physical: mapping.physical + (address - mapping.iova),
      pageBytes: pageBytesAt(mapping, address)
    })
  }
}
