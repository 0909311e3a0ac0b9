import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nicDuplexGbps } from './nic-dma.ts'
import { dmaGbps, type DmaCase } from './dma.ts'
import { frameOfMtu, wireMpps } from './ethernet.ts'
import { missShare } from './iotlb.ts'
import { linkPayloadGbps, rawGbps, tlpGbps, type PcieLinkShape } from './pcie-link.ts'

const GEN3X8: PcieLinkShape = { generation: 3, lanes: 8, maxPayloadBytes: 256, maxReadRequestBytes: 512 }

describe('PCIe link', () => {
  // Reference outputs of pcie-model: raw, TLP, W64/R64, W1500/R1500, both ways 1500 B; MPS 256, MRRS 512.
  it.each([
    [1, 8, 16.0, 13.57, 9.87, 10.34, 12.38, 12.56, 11.86],
    [2, 8, 32.0, 28.68, 20.86, 21.85, 26.16, 26.55, 25.07],
    [3, 4, 31.51, 29.07, 21.14, 22.15, 26.52, 26.92, 25.41],
    [3, 8, 63.02, 57.88, 42.1, 44.1, 52.81, 53.6, 50.6],
    [3, 16, 126.03, 113.7, 82.69, 86.63, 103.74, 105.28, 99.39],
    [4, 8, 126.03, 115.77, 84.2, 88.21, 105.63, 107.19, 101.2],
    [4, 16, 252.06, 227.4, 165.38, 173.26, 207.48, 210.56, 198.78],
    [5, 16, 504.12, 454.8, 330.76, 346.51, 414.96, 421.11, 397.55]
  ] as const)(
    'gen%i x%i gives what the reference gives',
    (generation, lanes, raw, tlp, w64, r64, w, r, both) => {
      const link: PcieLinkShape = { ...GEN3X8, generation, lanes }
      expect(rawGbps(link)).toBeCloseTo(raw, 1)
      expect(tlpGbps(link)).toBeCloseTo(tlp, 1)
      expect(linkPayloadGbps(link, 'write', 64)).toBeCloseTo(w64, 1)
      expect(linkPayloadGbps(link, 'read', 64)).toBeCloseTo(r64, 1)
      expect(linkPayloadGbps(link, 'write', 1500)).toBeCloseTo(w, 1)
      expect(linkPayloadGbps(link, 'read', 1500)).toBeCloseTo(r, 1)
      expect(linkPayloadGbps(link, 'both', 1500)).toBeCloseTo(both, 1)
    }
  )

  it('loses to small payloads and gains by large ones', () => {
    expect(linkPayloadGbps({ ...GEN3X8, maxPayloadBytes: 128 }, 'write', 1500)).toBeCloseTo(47.54, 1)
    expect(linkPayloadGbps({ ...GEN3X8, maxPayloadBytes: 512 }, 'write', 1500)).toBeCloseTo(54.69, 1)
  })
})

describe('NIC DMA', () => {
  it.each([
    ['simple', [12.58, 21.11, 31.17]],
    ['kernel', [17.63, 27.51, 37.5]],
    ['poll', [20.65, 30.91, 40.5]]
  ] as const)(
    'a NIC driven by %s gives the published figures, slip of the source included',
    (driving, published) => {
      const predicted = [64, 128, 256].map((frame) => nicDuplexGbps(driving, GEN3X8, frame, { compat: true }))
      predicted.forEach((value, i) => expect(value).toBeCloseTo(published[i] ?? 0, 1))
    }
  )

  it('is slower than published where the RX descriptor read is counted', () => {
    expect(nicDuplexGbps('poll', GEN3X8, 64)).toBeCloseTo(18.07, 2)
    expect(nicDuplexGbps('kernel', GEN3X8, 64)).toBeCloseTo(15.72, 2)
  })
})

describe('Ethernet wire', () => {
  it.each([
    [10, 64, 14.881],
    [10, 1518, 0.813],
    [25, 64, 37.202],
    [40, 64, 59.524],
    [40, 128, 33.784],
    [100, 64, 148.81],
    [10, 128, 8.446]
  ])('%i Gb/s carries frames of %i B at %f Mpps', (gbps, frame, mpps) => {
    expect(wireMpps(gbps, frame)).toBeCloseTo(mpps, 3)
  })

  it('never makes a frame shorter than 64 bytes', () => {
    expect(frameOfMtu(1500)).toBe(1518)
    expect(frameOfMtu(20)).toBe(64)
  })
})

describe('DMA', () => {
  const arbitrary = fc.record({
    operation: fc.constantFrom('read' as const, 'write' as const, 'both' as const),
    transferBytes: fc.integer({ min: 8, max: 4096 }),
    windowBytes: fc.integer({ min: 4096, max: 2 ** 28 }),
    isRemote: fc.boolean(),
    iommuPageBytes: fc.constantFrom(null, 4096, 2 ** 21)
  })
  const on = (each: Omit<DmaCase, 'link' | 'lastLevelCacheBytes'>): number =>
    dmaGbps({ link: GEN3X8, lastLevelCacheBytes: 25 * 2 ** 20, ...each })

  it('is never faster than its link', () => {
    fc.assert(
      fc.property(arbitrary, (each) => {
        expect(on(each)).toBeLessThanOrEqual(linkPayloadGbps(GEN3X8, each.operation, each.transferBytes))
      })
    )
  })

  it('is never faster with an IOMMU, on the remote socket, or over a larger window', () => {
    fc.assert(
      fc.property(arbitrary, (each) => {
        const bare = on({ ...each, iommuPageBytes: null })
        expect(on(each)).toBeLessThanOrEqual(bare * (1 + 1e-12))
        expect(on({ ...each, isRemote: true, windowBytes: 4096 })).toBeLessThanOrEqual(
          on({ ...each, isRemote: false, windowBytes: 4096 }) * (1 + 1e-12)
        )
        if (each.iommuPageBytes !== null)
          expect(on({ ...each, windowBytes: each.windowBytes * 2 })).toBeLessThanOrEqual(
            on(each) * (1 + 1e-12)
          )
      })
    )
  })

  it('loses nothing to the IOMMU while all pages fit', () => {
    expect(missShare(80, 4096, 80 * 4096)).toBe(0)
    expect(missShare(80, 2 ** 21, 64 * 2 ** 20)).toBe(0)
    expect(missShare(80, 4096, 160 * 4096)).toBe(0.5)
  })
})
