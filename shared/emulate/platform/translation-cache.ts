/**
 * The IOTLB as a block: translations by domain and page, with a capacity, hits and misses.
 *
 * Modelled: least recently used replacement over all entries, entries of one domain only for that domain,
 * invalidation of a range and of a domain. Left out: associativity, separate arrays for page sizes, device TLBs.
 * Source: Intel VT-d 3.3, 6.2.4 and 6.5. What it costs: `iotlb.ts`.
 */

/** A translation of one page. */
export interface CachedPage {
  /** First I/O virtual address of the page. */
  readonly iova: number
  readonly physical: number
  readonly bytes: number
  readonly canRead: boolean
  readonly canWrite: boolean
}

/** The IOTLB of one remapping unit. Domains are named by a number. */
export class TranslationCache {
  readonly capacity: number
  /** In order of use, the oldest first. */
  private readonly entries = new Map<string, CachedPage>()
  private hitCount = 0
  private missCount = 0
  private evictionCount = 0

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`an IOTLB of ${capacity} entries`)
    this.capacity = capacity
  }

  get counters(): { readonly hits: number; readonly misses: number; readonly evictions: number } {
    return { hits: this.hitCount, misses: this.missCount, evictions: this.evictionCount }
  }

  get size(): number {
    return this.entries.size
  }

  /** Looks an address up for pages of `pageSizes`; counts a hit or a miss. */
  find(domain: number, address: number, pageSizes: readonly number[]): CachedPage | null {
    for (const bytes of pageSizes) {
      const key = keyOf(domain, address - (address % bytes), bytes)
      const page = this.entries.get(key)
      if (page === undefined) continue
      this.entries.delete(key)
      this.entries.set(key, page)
      this.hitCount++
      return page
    }
    this.missCount++
    return null
  }

  /** Keeps a translation; the one that was used longest ago makes room. */
  add(domain: number, page: CachedPage): void {
    const key = keyOf(domain, page.iova, page.bytes)
    this.entries.delete(key)
    if (this.entries.size >= this.capacity) {
      const [oldest] = this.entries.keys()
      if (oldest !== undefined) this.entries.delete(oldest)
      this.evictionCount++
    }
    this.entries.set(key, page)
  }

  /** Page-selective invalidation: forgets the pages of a domain that touch the range. Gives how many. */
  invalidate(domain: number, iova: number, bytes: number): number {
    let removed = 0
    for (const [key, page] of this.entries) {
      if (!key.startsWith(`${domain}:`) || page.iova >= iova + bytes || page.iova + page.bytes <= iova)
        continue
      this.entries.delete(key)
      removed++
    }
    return removed
  }

  /** Domain-selective invalidation. Gives how many entries went. */
  invalidateDomain(domain: number): number {
    return this.invalidate(domain, 0, Number.MAX_SAFE_INTEGER)
  }
}

const keyOf = (domain: number, iova: number, bytes: number): string => `${domain}:${bytes}:${iova}`
