import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisScale, exactScale, linearTicks, logTicks, tickLabel } from './axis-scale.ts'

describe('ticks of a linear axis', () => {
  it.each([
    [0, 10, 5, [0, 2, 4, 6, 8, 10]],
    [0, 9.84, 5, [0, 2, 4, 6, 8, 10]],
    [0, 1, 4, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.3]],
    [0, 23, 5, [0, 5, 10, 15, 20, 25]],
    [-3, 3, 3, [-4, -2, 0, 2, 4]]
  ])('%d to %d in about %d are round', (low, high, count, ticks) => {
    expect(linearTicks(low, high, count)).toEqual(ticks)
  })

  it('stand for an empty range, too', () => {
    expect(linearTicks(0, 0, 5)).toEqual([0, 1])
    expect(linearTicks(7, 7, 4).at(-1)).toBeGreaterThanOrEqual(7)
  })

  it('cover every range with few, evenly spaced, rising values', () => {
    const end = fc.double({ min: 1e-6, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(end, fc.integer({ min: 2, max: 12 }), (high, count) => {
        const ticks = linearTicks(0, high, count)
        expect(ticks[0]).toBe(0)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(high * (1 - 1e-9))
        expect(ticks.length).toBeLessThanOrEqual(1.5 * count + 2)
        const step = ticks[1] ?? 1
        ticks
          .slice(1)
          .forEach((tick, i) => expect(tick - (ticks[i] ?? 0)).toBeCloseTo(step, -Math.log10(step) + 6))
      })
    )
  })
})

describe('ticks of a logarithmic axis', () => {
  it('are powers of ten over many decades', () => {
    expect(logTicks(1, 1e6, 8)).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6])
  })
  it('have 2 and 5 between them over few', () => {
    expect(logTicks(1, 64, 8)).toEqual([1, 2, 5, 10, 20, 50])
  })
  it('leave decades out where there are too many for the room', () => {
    expect(logTicks(1, 1e6, 3)).toEqual([1, 100, 1e4, 1e6])
  })
})

describe('an axis', () => {
  const room = { from: 100, to: 0, count: 5 }

  it('puts its ends at the ends of its room', () => {
    const axis = axisScale('linear', [0, 9.2], room)
    expect(axis.domain).toEqual([0, 10])
    expect([axis.position(0), axis.position(5), axis.position(10)]).toEqual([100, 50, 0])
  })

  it('gives every factor the same room when it is logarithmic', () => {
    const axis = axisScale('log', [1, 100], room)
    expect(axis.position(10)).toBeCloseTo(50)
    expect(Number.isFinite(axis.position(0))).toBe(true)
  })

  it('is linear where a logarithm makes no sense', () => {
    expect(axisScale('log', [0, 10], room).kind).toBe('linear')
  })

  it('keeps the ends of its data when they are exact', () => {
    expect(exactScale('linear', [64, 1518], room).domain).toEqual([64, 1518])
    expect(exactScale('linear', [64, 1518], room).ticks.every((tick) => tick >= 64 && tick <= 1518)).toBe(
      true
    )
  })
})

it.each([
  [0, '0'],
  [0.25, '0.25'],
  [1500, '1500'],
  [10_000, '10 k'],
  [1e6, '1 M']
])('writes %d at a tick as %s', (value, label) => {
  expect(tickLabel(value)).toBe(label)
})
