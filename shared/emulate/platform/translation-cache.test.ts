import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TranslationCache, type CachedPage } from './translation-cache.ts'

const SIZES = [4096, 2 ** 21]
const page = (iova: number, bytes = 4096): CachedPage => ({
  iova,
  physical: 2 ** 32 + iova,
  bytes,
  canRead: true,
  canWrite: true
})

describe('IOTLB', () => {
  it('misses once and then hits anywhere in the page', () => {
    const cache = new TranslationCache(4)
    expect(cache.find(1, 0x1010, SIZES)).toBeNull()
    cache.add(1, page(0x1000))
    expect(cache.find(1, 0x1fff, SIZES)).toEqual(page(0x1000))
    expect(cache.find(1, 0x2000, SIZES)).toBeNull()
    expect(cache.counters).toEqual({ hits: 1, misses: 2, evictions: 0 })
  })

  it('keeps domains apart', () => {
    const cache = new TranslationCache(4)
    cache.add(1, page(0x1000))
    expect(cache.find(2, 0x1000, SIZES)).toBeNull()
    cache.add(12, page(0x1000))
    expect(cache.invalidateDomain(1)).toBe(1)
    expect(cache.find(12, 0x1000, SIZES)).not.toBeNull()
  })

  it('lets the page go that was used longest ago', () => {
    const cache = new TranslationCache(2)
    cache.add(1, page(0x1000))
    cache.add(1, page(0x2000))
    cache.find(1, 0x1000, SIZES)
    cache.add(1, page(0x3000))
    expect(cache.find(1, 0x2000, SIZES)).toBeNull()
    expect(cache.find(1, 0x1000, SIZES)).not.toBeNull()
    expect(cache.counters.evictions).toBe(1)
  })

  it('reaches 512 times as far with 2 MiB pages', () => {
    const cache = new TranslationCache(1)
    cache.add(1, page(0, 2 ** 21))
    expect(cache.find(1, 2 ** 21 - 1, SIZES)).not.toBeNull()
  })

  it('forgets every page that the range touches, and no other', () => {
    const cache = new TranslationCache(8)
    for (const at of [0x1000, 0x2000, 0x3000]) cache.add(1, page(at))
    expect(cache.invalidate(1, 0x1800, 0x1000)).toBe(2)
    expect(cache.find(1, 0x3000, SIZES)).not.toBeNull()
  })

  it('never holds more than its capacity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(40)), (capacity, pages) => {
        const cache = new TranslationCache(capacity)
        for (const each of pages)
          if (cache.find(1, each * 4096, SIZES) === null) cache.add(1, page(each * 4096))
        expect(cache.size).toBe(Math.min(capacity, new Set(pages).size))
      })
    )
  })
})
