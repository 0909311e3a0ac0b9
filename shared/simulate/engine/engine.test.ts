/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Calendar, NOTHING, NOW, UNTIL } from './calendar.ts'
import { stationOrder } from './feed-forward.ts'
import { Histogram } from './histogram.ts'
import { negativeLog } from './negative-log.ts'
import { RandomStreams } from './rng.ts'
import { testNetwork } from './test-network.ts'

interface Planned {
  readonly time: number
  readonly rank: number
  readonly since: number
}

/** Numbers of the events in the order that the rule gives. */
const inOrder = (events: readonly Planned[]): readonly number[] =>
  events
    .map((event, number) => ({ ...event, number }))
    .sort((a, b) => a.time - b.time || a.rank - b.rank || a.since - b.since || a.number - b.number)
    .map(({ number }) => number)

const add = (calendar: Calendar, source: number, dueNs: number, sinceNs: number): void => {
  calendar.dueNs[source] = dueNs
  calendar.sinceNs[source] = sinceNs
  calendar.add(source)
}

const take = (calendar: Calendar, untilNs = Infinity): number => {
  calendar.clock[UNTIL] = untilNs
  return calendar.take()
}

const drain = (calendar: Calendar): number[] => {
  const taken: number[] = []
  for (let source = take(calendar); source !== NOTHING; source = take(calendar)) taken.push(source)
  return taken
}

/** Times close together, within a round of the ring, and far beyond. */
const time = fc.oneof(fc.nat(20), fc.nat(3000), fc.nat(2 ** 30), fc.constant(2 ** 45))
const spacing = fc.constantFrom(1, 3, 60, 1e6)

describe('calendar', () => {
  it('gives events by time, then rank, then what came about first, then number', () => {
    const event = fc.record({ time, rank: fc.nat(2), since: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), spacing, (events, spacingNs) => {
        const calendar = new Calendar(
          Uint8Array.from(events, ({ rank }) => rank),
          spacingNs
        )
        events.forEach((each, source) => add(calendar, source, each.time, each.since))
        expect(drain(calendar)).toEqual(inOrder(events))
      })
    )
  })

  it('keeps order while sources put in their next event', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(time, { minLength: 1, maxLength: 20 }), { maxLength: 20 }),
        spacing,
        (gaps, ns) => {
          const calendar = new Calendar(new Uint8Array(gaps.length), ns)
          const expected: number[] = []
          gaps.forEach((of, source) => {
            let at = 0
            for (const gap of of) expected.push((at += gap))
            add(calendar, source, of[0] ?? 0, 0)
          })
          const next = gaps.map(() => 1)
          const found: number[] = []
          for (let source = take(calendar); source !== NOTHING; source = take(calendar)) {
            const now = calendar.clock[NOW]!
            found.push(now)
            const gap = gaps[source]?.[next[source]!++]
            if (gap !== undefined) add(calendar, source, now + gap, now)
          }
          expect(found).toEqual(expected.sort((a, b) => a - b))
        }
      )
    )
  })

  it('gives nothing that is not due, and takes earlier events in afterwards', () => {
    const calendar = new Calendar(new Uint8Array(3), 60)
    add(calendar, 0, 2 ** 40, 0)
    expect(take(calendar, 1000)).toBe(NOTHING)
    add(calendar, 1, 1001, 0)
    expect([take(calendar, 1000), take(calendar, 1001), calendar.clock[NOW]]).toEqual([NOTHING, 1, 1001])
    add(calendar, 2, 2 ** 40, 0)
    expect(drain(calendar)).toEqual([0, 2])
  })
})

describe('random numbers', () => {
  const draw = (random: RandomStreams, stream: number, count = 8): number[] =>
    Array.from({ length: count }, () => random.uint32(stream))

  it('are the same for the same seed and differ for another', () => {
    expect(draw(new RandomStreams(1, 1), 0)).toEqual(draw(new RandomStreams(1, 1), 0))
    expect(draw(new RandomStreams(1, 1), 0)).not.toEqual(draw(new RandomStreams(2, 1), 0))
  })

  it('are those of the reference implementation', () => {
    // First outputs of xoshiro128** from the state 1, 2, 3, 4, computed apart from this code.
    const random = RandomStreams.fromState([1, 2, 3, 4])
    expect(draw(random, 0, 6)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492])
  })

  it('are spread evenly', () => {
    const random = new RandomStreams(7, 1)
    const counts = new Array<number>(16).fill(0)
    for (let i = 0; i < 160_000; i++) counts[random.uint32(0) >>> 28]!++
    // Chi squared with 15 degrees of freedom: 37.7 is passed by one generator in a thousand.
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chi).toBeLessThan(37.7)
  })

  it('have the distribution that was asked for between Poisson arrivals', () => {
    const gaps = new Float64Array(200_000)
    new RandomStreams(3, 1).fillExponentialNs(0, Float64Array.of(1000), gaps, 0, gaps.length)
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
    expect(Math.abs(mean - 1000)).toBeLessThan(10)
    // exp(-3) of them are longer than three means.
    const long = gaps.filter((gap) => gap > 3000).length / gaps.length
    expect(Math.abs(long - Math.exp(-3))).toBeLessThan(0.002)
  })

  it('take a word for each time, however many are asked for at once', () => {
    const [blocks, words] = [new RandomStreams(5, 2), new RandomStreams(5, 2)]
    const gaps = new Float64Array(10)
    const mean = Float64Array.of(0, 1000)
    blocks.fillExponentialNs(1, mean, gaps, 0, 4)
    blocks.fillExponentialNs(1, mean, gaps, 4, 10)
    const expected = draw(words, 1, 10).map((word) => Math.floor(1000 * negativeLog(word) + 0.5))
    expect([...gaps]).toEqual(expected)
    expect(blocks.uint32(1)).toBe(words.uint32(1))
  })

  it('come in streams that neither depend on each other nor on how many there are', () => {
    const many = new RandomStreams(1, 3)
    draw(many, 0)
    expect(draw(many, 1)).toEqual(draw(new RandomStreams(1, 2), 1))
    expect(draw(new RandomStreams(1, 2), 0)).not.toEqual(draw(new RandomStreams(1, 2), 1))
  })
})

describe('minus the logarithm of a word', () => {
  it('is that of Math.log within 1e-10, never negative, and never rises', () => {
    const ends = [1, 2, 3, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1]
    const word = fc.oneof(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.constantFrom(...ends))
    fc.assert(
      fc.property(word, (each) => {
        expect(Math.abs(negativeLog(each) + Math.log(each / 2 ** 32))).toBeLessThan(1e-10)
        expect(negativeLog(each)).toBeGreaterThan(0)
        expect(negativeLog(each - 1)).toBeGreaterThanOrEqual(negativeLog(each) - 1e-10)
      }),
      { numRuns: 2000 }
    )
    expect(negativeLog(0)).toBeCloseTo(33 * Math.LN2, 10)
  })
})

describe('the order of stations', () => {
  it('puts every station after those that its packets come from, or says that there is none', () => {
    const path = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 })
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 5 }), (paths) => {
        const picks = paths.map((each) => ({ path: each, serviceNs: 1, gapNs: 10, window: 1 }))
        const order = stationOrder(testNetwork(picks, 5))
        const steps = paths.flatMap((each) => each.slice(1).map((to, i) => [each[i]!, to] as const))
        if (order !== null) {
          expect([...order].sort()).toEqual([0, 1, 2, 3, 4])
          for (const [from, to] of steps) expect(order.indexOf(from)).toBeLessThan(order.indexOf(to))
          return
        }
        // Then some stations can be reached from themselves.
        const reach = new Set(steps.map(String))
        for (let round = 0; round < 5; round++)
          for (const [a, b] of steps)
            for (let c = 0; c < 5; c++) if (reach.has(`${b},${c}`)) reach.add(`${a},${c}`)
        expect([0, 1, 2, 3, 4].some((each) => reach.has(`${each},${each}`))).toBe(true)
      })
    )
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
