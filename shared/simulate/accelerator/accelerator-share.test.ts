import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultValues } from '../../calibration/parameters.ts'
import { linkPayloadGbps } from '../cost/pcie-link.ts'
import { estimateAccelerator } from './accelerator-estimate.ts'
import { accelerator } from './accelerator-point.ts'
import { acceleratorShares, type AcceleratorVf, type Sharing } from './accelerator-share.ts'

const BUSY: AcceleratorVf = { sliceMs: 2, parts: 1, demand: 1 }
const LINK = { generation: 4, lanes: 16, maxPayloadBytes: 256, maxReadRequestBytes: 512 } as const

const shares = (sharing: Sharing, vfs: readonly AcceleratorVf[], partitions = 7): readonly number[] =>
  acceleratorShares(sharing, vfs, partitions, { ...defaultValues, 'accelerator.switchLoss': 0.1 }).map(
    ({ share }) => share
  )

describe('time slices', () => {
  it('give a VF alone the whole device, and two half of what switching leaves', () => {
    expect(shares('slices', [BUSY])).toEqual([1])
    expect(shares('slices', [BUSY, BUSY])).toEqual([0.45, 0.45])
  })

  it('pass over who has nothing to do', () => {
    const [busy, idle] = shares('slices', [BUSY, { ...BUSY, demand: 0.1 }])
    expect(idle).toBeCloseTo(0.1, 9)
    expect(busy).toBeCloseTo(0.8, 9)
  })

  it('that are reserved do not', () => {
    expect(shares('reserved-slices', [BUSY, { ...BUSY, demand: 0.1 }])).toEqual([0.45, 0.1])
  })

  it('go by their length, and who has a short one waits longest', () => {
    const got = acceleratorShares('slices', [BUSY, { ...BUSY, sliceMs: 6 }], 7, defaultValues)
    expect((got[1]?.share ?? 0) / (got[0]?.share ?? 1)).toBeCloseTo(3, 9)
    expect(got.map(({ waitMs }) => waitMs)).toEqual([6, 2])
  })
})

describe('partitions', () => {
  it('are shares of the hardware, whoever else is there', () => {
    expect(shares('partitions', [{ ...BUSY, parts: 3 }, BUSY])).toEqual([3 / 7, 1 / 7])
  })

  it('cannot be given away twice', () => {
    const report = accelerator(
      {
        kind: 'accelerator',
        link: LINK,
        sharing: 'partitions',
        partitions: 7,
        vfs: [{ id: 'a', count: 3, parts: 3 }]
      },
      defaultValues
    )
    expect(report.outcomes[0]?.text).toBe('refused: 9 parts are given away, the device has 7')
    expect(report.figures).toEqual([])
  })
})

describe('any VFs', () => {
  const sharing = fc.constantFrom<Sharing>('slices', 'reserved-slices', 'partitions')
  const vfs = fc.array(
    fc.record({
      sliceMs: fc.constantFrom(0.5, 1, 2, 10),
      parts: fc.integer({ min: 1, max: 3 }),
      demand: fc.constantFrom(0.05, 0.3, 1)
    }),
    { minLength: 1, maxLength: 10 }
  )

  it('never get more than the device and the link have, nor more than they want', () => {
    fc.assert(
      fc.property(sharing, vfs, (way, many) => {
        const parts = many.reduce((sum, each) => sum + each.parts, 0)
        const got = estimateAccelerator(way, many, parts, LINK, defaultValues)
        expect(got.reduce((sum, { share }) => sum + share.value, 0)).toBeLessThanOrEqual(1 + 1e-9)
        const link = linkPayloadGbps(LINK, 'write', 65_536)
        expect(got.reduce((sum, { toHostGbps }) => sum + toHostGbps.value, 0)).toBeLessThanOrEqual(
          link + 1e-6
        )
        got.forEach(({ share, toHostGbps, toDeviceGbps }, f) => {
          expect(share.value).toBeLessThanOrEqual((many[f]?.demand ?? 0) + 1e-9)
          for (const { low, value, high, isExtrapolated } of [share, toHostGbps, toDeviceGbps]) {
            expect(isExtrapolated).toBe(true)
            expect(low).toBeLessThanOrEqual(value)
            expect(value).toBeLessThanOrEqual(high)
          }
          expect(toHostGbps.high).toBeLessThanOrEqual(link)
        })
      })
    )
  })

  it('never get more because one more came', () => {
    fc.assert(
      fc.property(fc.constantFrom<Sharing>('slices', 'reserved-slices'), vfs, (way, many) => {
        const before = shares(way, many.slice(0, -1))
        const after = shares(way, many)
        before.forEach((share, f) => expect(after[f]).toBeLessThanOrEqual(share + 1e-9))
      })
    )
  })
})
