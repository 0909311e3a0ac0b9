import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from './event-queue.ts'
import { Histogram } from './histogram.ts'
import { Rng } from './rng.ts'

const drain = (queue: EventQueue): [time: number, kind: number][] => {
  const taken: [number, number][] = []
  while (queue.take()) taken.push([queue.time, queue.kind])
  return taken
}

describe('event queue', () => {
  it('gives events in order of time, and of insertion at the same time', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 300 }), (times) => {
        const queue = new EventQueue(4)
        times.forEach((time, i) => queue.add(time, i))
        const expected = times
          .map((time, i): [number, number] => [time, i])
          .sort(([a, i], [b, j]) => a - b || i - j)
        expect(drain(queue)).toEqual(expected)
      })
    )
  })

  it('keeps order when adding and taking alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(50), { nil: null }), { maxLength: 300 }), (steps) => {
        const queue = new EventQueue(2)
        const model: [number, number][] = []
        steps.forEach((time, i) => {
          if (time !== null) {
            queue.add(time, i)
            model.push([time, i])
            return
          }
          model.sort(([a, m], [b, n]) => a - b || m - n)
          const next = model.shift()
          expect(queue.take()).toBe(next !== undefined)
          if (next !== undefined) expect([queue.time, queue.kind]).toEqual(next)
        })
        expect(queue.size).toBe(model.length)
      })
    )
  })

  it('carries the two numbers of an event, also after growing', () => {
    const queue = new EventQueue(1)
    for (let i = 0; i < 100; i++) queue.add(100 - i, 7, i, -i)
    for (let i = 99; i >= 0; i--) {
      expect(queue.nextTime).toBe(100 - i)
      queue.take()
      expect([queue.first, queue.second + i]).toEqual([i, 0])
    }
    expect(queue.nextTime).toBe(Infinity)
    expect(queue.take()).toBe(false)
  })
})

describe('random numbers', () => {
  it('are the same for the same seed and differ for another', () => {
    const draw = (seed: number): number[] => {
      const rng = new Rng(seed)
      return Array.from({ length: 8 }, () => rng.uint32())
    }
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('are those of the reference implementation', () => {
    // First outputs of xoshiro128** from the state 1, 2, 3, 4, computed apart from this code.
    const rng = new Rng([1, 2, 3, 4])
    expect(Array.from({ length: 6 }, () => rng.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492
    ])
  })

  it('are spread evenly', () => {
    const rng = new Rng(7)
    const draws = Array.from({ length: 160_000 }, () => rng.integer(16))
    const counts = Array.from({ length: 16 }, (_, n) => draws.filter((draw) => draw === n).length)
    // Chi squared with 15 degrees of freedom: 37.7 is passed by one generator in a thousand.
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chi).toBeLessThan(37.7)
  })

  it('have the mean that was asked for between Poisson arrivals', () => {
    const rng = new Rng(3)
    let sum = 0
    for (let i = 0; i < 200_000; i++) sum += rng.exponentialNs(1000)
    expect(sum / 200_000).toBeGreaterThan(990)
    expect(sum / 200_000).toBeLessThan(1010)
  })

  it('come in streams of their own', () => {
    const a = new Rng(1).fork(0)
    const b = new Rng(1).fork(1)
    expect(a.uint32()).not.toBe(b.uint32())
  })
})

describe('histogram', () => {
  const exactPercentile = (values: readonly number[], share: number): number => {
    const sorted = [...values].sort((a, b) => a - b)
    return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN
  }

  it('gives percentiles that are never too low and at most 1/32 too high', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(100), fc.nat(1_000_000), fc.nat(2 ** 31 - 1)), {
          minLength: 1,
          maxLength: 200
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const histogram = new Histogram()
          values.forEach((value) => histogram.record(value))
          const exact = exactPercentile(values, share)
          const found = histogram.percentile(share)
          expect(found).toBeGreaterThanOrEqual(exact)
          expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 32) + 1)
        }
      )
    )
  })

  it('holds values beyond 32 bits, and counts what is too long as the longest', () => {
    const histogram = new Histogram()
    histogram.record(2 ** 35)
    histogram.record(2 ** 45)
    expect(histogram.percentile(0.5)).toBeLessThanOrEqual(2 ** 35 * (1 + 1 / 32))
    expect(histogram.percentile(0.5)).toBeGreaterThanOrEqual(2 ** 35)
    expect(histogram.max).toBe(2 ** 45)
  })

  it('knows mean, least and most exactly', () => {
    const histogram = new Histogram()
    ;[1000, 2000, 6001].forEach((value) => histogram.record(value))
    expect([histogram.count, histogram.mean, histogram.min, histogram.max]).toEqual([3, 9001 / 3, 1000, 6001])
  })

  it('merges', () => {
    const [a, b] = [new Histogram(), new Histogram()]
    a.record(5)
    b.record(50)
    a.merge(b)
    expect([a.count, a.min, a.max, a.percentile(1)]).toEqual([2, 5, 50, 50])
  })

  it('has no percentile without values', () => {
    expect(new Histogram().percentile(0.5)).toBeNaN()
  })
})
