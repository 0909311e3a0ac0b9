import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectiveRates, explainRateRefusal } from './rate-limit.ts'

const limit = (driver: string, maxMbps: number, linkMbps = 10000, minMbps = 0) =>
  effectiveRates(driver, { maxMbps, minMbps }, linkMbps)

describe('rate limits by driver', () => {
  it.each([
    [120, 100],
    [30, 50],
    [50, 50],
    [99, 50],
    [1000, 1000]
  ])('i40e makes of %i Mb/s %i Mb/s', (asked, given) => {
    expect(limit('i40e', asked)).toEqual({ ok: true, value: { maxMbps: given, minMbps: 0 } })
  })

  it.each([
    ['ixgbe', 10, 10000, 'max-out-of-range'],
    ['ixgbe', 10001, 10000, 'max-out-of-range'],
    ['ixgbe', 500, 1000, 'link-speed'],
    ['igb', 1001, 1000, 'max-out-of-range'],
    ['igb', 101, 100, 'max-out-of-range']
  ] as const)('%s refuses %i Mb/s on a link of %i Mb/s: %s', (driver, asked, link, kind) => {
    const result = limit(driver, asked, link)
    expect(result).toMatchObject({ ok: false, error: { kind, errno: 'EINVAL' } })
    expect(!result.ok && explainRateRefusal(result.error)).toContain(driver)
  })

  it('ixgbe takes 11 Mb/s and the speed of the link', () => {
    expect(limit('ixgbe', 11).ok).toBe(true)
    expect(limit('ixgbe', 10000).ok).toBe(true)
  })

  it('igb limits the VFs of an 82576 only', () => {
    const on = (deviceId: string) => effectiveRates('igb', { maxMbps: 500, minMbps: 0 }, 1000, deviceId)
    expect(on('10c9').ok).toBe(true)
    expect(on('1521')).toMatchObject({ ok: false, error: { kind: 'max-not-supported', errno: 'EOPNOTSUPP' } })
  })

  it('igb limits on a slower link too, up to its speed', () => {
    expect(limit('igb', 100, 100).ok).toBe(true)
  })

  it.each(['igb', 'ixgbe', 'i40e'] as const)('%s has no guaranteed rate', (driver) => {
    expect(limit(driver, 1000, 1000, 100)).toMatchObject({ ok: false, error: { kind: 'min-not-supported' } })
  })

  it.each(['ice', 'mlx5'] as const)('%s has both, and refuses a guarantee above the limit', (driver) => {
    expect(limit(driver, 1000, 25000, 100)).toEqual({ ok: true, value: { maxMbps: 1000, minMbps: 100 } })
    expect(limit(driver, 100, 25000, 1000)).toMatchObject({ ok: false, error: { kind: 'min-above-max' } })
  })

  it('0 takes the limit away from any driver on any link', () => {
    fc.assert(
      fc.property(fc.constantFrom('igb', 'ixgbe', 'i40e', 'ice', 'mlx5'), fc.nat(100_000), (driver, link) => {
        expect(limit(driver, 0, link)).toEqual({ ok: true, value: { maxMbps: 0, minMbps: 0 } })
      })
    )
  })

  it('never gives more than asked for, but for the smallest step of i40e', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10000 }), (asked) => {
        const result = limit('i40e', asked)
        if (!result.ok) throw new Error('refused')
        expect(result.value.maxMbps % 50).toBe(0)
        expect(result.value.maxMbps).toBeLessThanOrEqual(Math.max(asked, 50))
      })
    )
  })
})
