/**
 * An IOMMU domain: which memory its devices reach, by mappings from I/O virtual addresses to host memory.
 *
 * Modelled: pages of 4 KiB, 2 MiB and 1 GiB, read and write rights.
 * Left out: PASID, reserved regions, the format of page tables.
 * Source: Intel VT-d 3.3 section 3; linux drivers/iommu/iommu.c.
 */
import { err, ok, type Result } from '../../result.ts'

/** Page sizes of the second-level tables, bytes. */
export const IOMMU_PAGE_BYTES = [2 ** 12, 2 ** 21, 2 ** 30] as const

/** Size of a page of the second-level tables. */
export type IommuPageBytes = (typeof IOMMU_PAGE_BYTES)[number]

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

/** The mappings of one guest, or of one device of the host. */
export class IommuDomain {
  /** Number of the domain: its tag in the IOTLB. */
  readonly id: number
  private readonly largestPage: number
  /** In order of iova. */
  private mappings: readonly IommuMapping[] = []

  /** `largestPageBytes`: the memory behind it comes in pages of this size at most. */
  constructor(id: number, largestPageBytes: IommuPageBytes = IOMMU_PAGE_BYTES[2]) {
    this.id = id
    this.largestPage = largestPageBytes
  }

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

  /**
   * Removes every mapping that lies wholly in the range; gives how many bytes were unmapped. The IOTLB may still
   * hold them: `Iommu.unmap` sees to both.
   */
  unmap(iova: number, bytes: number): number {
    const isInside = (each: IommuMapping): boolean =>
      each.iova >= iova && each.iova + each.bytes <= iova + bytes
    const removed = this.mappings.filter(isInside)
    this.mappings = this.mappings.filter((each) => !isInside(each))
    return removed.reduce((sum, each) => sum + each.bytes, 0)
  }

  /** The page around an address, as a walk of the tables finds it; null = not mapped. */
  walk(address: number): IommuMapping | null {
    const mapping = this.mappings.find((each) => address >= each.iova && address < each.iova + each.bytes)
    if (mapping === undefined) return null
    const bytes = this.pageBytesAt(mapping, address)
    const iova = address - (address % bytes)
    return { ...mapping, iova, physical: mapping.physical + (iova - mapping.iova), bytes }
  }

  /** The largest page that fits around an address: alignment of both sides, room and the memory behind it decide. */
  private pageBytesAt({ iova, physical, bytes }: IommuMapping, address: number): number {
    const fitting = IOMMU_PAGE_BYTES.filter((page) => {
      const start = address - (address % page)
      const isAligned = iova % page === physical % page
      return page <= this.largestPage && isAligned && start >= iova && start + page <= iova + bytes
    })
    return fitting.at(-1) ?? IOMMU_PAGE_BYTES[0]
  }
}
