import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowNetwork, NetworkRun, PacketRunOptions } from './flow-network.ts'
import { foldingOrder, startRun } from './choose-run.ts'
import { FoldedRun } from './lindley-run.ts'
import { PacketRun } from './event-run.ts'
import { testNetwork } from './test-network.ts'

/** Everything that a run says, as text. */
const report = (run: NetworkRun, { flows, stations }: FlowNetwork): string =>
  JSON.stringify({
    timeNs: run.timeNs,
    trace: run.trace,
    flows: Array.from({ length: flows }, (_, f) => {
      const latency = run.latency[f]
      return [
        { ...run.outcome(f), dropsByStation: [...run.outcome(f).dropsByStation] },
        [latency?.count, latency?.mean, latency?.min, latency?.max],
        [0, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1].map((share) => latency?.percentile(share))
      ]
    }),
    stations: Array.from({ length: stations }, (_, s) => [run.utilisation(s), run.depths(s)])
  })

/** Reports after each of several stretches of time. */
const reports = (run: NetworkRun, of: FlowNetwork, endsNs: readonly number[]): readonly string[] =>
  endsNs.map((endNs) => {
    run.runUntil(endNs)
    return report(run, of)
  })

const STATIONS = 6

/**
 * Paths over some of six stations; times so short that many events fall on the same nanosecond. Most paths go the same
 * way round, as they must to be folded.
 */
const flow = fc.record({
  path: fc
    .shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 4 })
    .chain((path) => fc.constantFrom(path, [...path].sort(), [...path].sort(), [...path].sort())),
  serviceNs: fc.oneof(fc.constantFrom(1, 2, 5), fc.double({ min: 1, max: 30, noNaN: true })),
  gapNs: fc.integer({ min: 30, max: 500 }),
  window: fc.constantFrom(1, 3, 64, 512, 512),
  delayNs: fc.constantFrom(0, 0, 1, 30),
  interruptNs: fc.constantFrom(0, 0, 70),
  train: fc.constantFrom(1, 1, 3),
  sizeShares: fc.constantFrom([], [], [0.5, 0.5], [0.2, 0.7, 0.1])
})

const options = fc.record({
  seed: fc.integer(),
  trace: fc.record({ flow: fc.nat(2), packet: fc.nat(30) }),
  depths: fc.record({ everyNs: fc.integer({ min: 1, max: 900 }), count: fc.nat(40) })
})

const ENDS_NS = [0, 777, 778, 9000, 30_001]

describe('a folded run', () => {
  it('reports the same, byte for byte, as the run packet by packet', () => {
    let folded = 0
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 8 }), options, (picks, given) => {
        const net = testNetwork(picks, STATIONS)
        const expected = reports(new PacketRun(net, given), net, ENDS_NS)
        expect(reports(startRun(net, given), net, ENDS_NS)).toEqual(expected)
        const order = foldingOrder(net, given)
        if (order === null) return
        const run = new FoldedRun(net, order, given)
        const found = reports(run, net, ENDS_NS)
        if (run.isOver) return
        folded++
        expect(found).toEqual(expected)
      }),
      { numRuns: 120 }
    )
    // Otherwise nothing was compared.
    expect(folded).toBeGreaterThan(10)
  })

  it('is the same where all events fall on few nanoseconds', () => {
    const tight = fc.record({
      path: fc.constantFrom([0, 3], [1, 3], [2, 3], [3], [0, 3, 4], [1, 3, 4], [4]),
      serviceNs: fc.constant(1),
      gapNs: fc.constantFrom(12, 20),
      window: fc.constant(512),
      delayNs: fc.constantFrom(0, 0, 1, 2),
      train: fc.constantFrom(1, 1, 2)
    })
    let folded = 0
    fc.assert(
      fc.property(fc.array(tight, { minLength: 2, maxLength: 6 }), fc.integer(), (picks, seed) => {
        // Whole nanoseconds only.
        const net = testNetwork(picks, STATIONS)
        const whole = { ...net, serviceNs: net.serviceNs.map((ns) => Math.floor(ns)) }
        const given = { seed, depths: { everyNs: 10, count: 50 } }
        const order = foldingOrder(whole, given)
        if (order === null) return
        folded++
        expect(reports(new FoldedRun(whole, order, given), whole, [3000])).toEqual(
          reports(new PacketRun(whole, given), whole, [3000])
        )
      }),
      { numRuns: 100 }
    )
    expect(folded).toBeGreaterThan(40)
  })

  it('goes over to packets where a window fills, and drops the same ones', () => {
    // Bursts of a Poisson flow at 90 % of a station exceed a window of 4 soon.
    const net = testNetwork([{ path: [0, 1], serviceNs: 90, gapNs: 102, window: 4 }], 2)
    const given = { seed: 3, depths: { everyNs: 500, count: 100 } }
    const run = startRun(net, given)
    const expected = reports(new PacketRun(net, given), net, [100, 100_000])
    expect(reports(run, net, [100, 100_000])).toEqual(expected)
    expect(run.outcome(0).dropped).toBeGreaterThan(10)
  })
})

describe('what is folded', () => {
  const picks = [
    { path: [0, 2], serviceNs: 50, gapNs: 200, window: 64 },
    { path: [1, 2], serviceNs: 50, gapNs: 200, window: 64 }
  ]
  const cases: readonly [string, Partial<FlowNetwork>, Partial<PacketRunOptions>, boolean][] = [
    ['queues that are first in, first out', {}, {}, true],
    ['with one packet followed', {}, { trace: { flow: 0, packet: 0 } }, true],
    [
      'with delays and interrupts',
      { delayNs: Float64Array.of(9, 0, 9, 0), interruptNs: Float64Array.of(0, 99, 0, 0) },
      {},
      true
    ],
    ['with trains', { train: Int32Array.of(4, 1) }, {}, true],
    ['not a station where flows take turns', { fifo: new Uint8Array(3) }, {}, false],
    ['not a greedy flow', { meanGapNs: Float64Array.of(200, 0) }, {}, false],
    [
      'not a station that takes less than a nanosecond',
      { serviceNs: Float64Array.of(50, 0.9, 50, 50) },
      {},
      false
    ],
    ['not more than a station can do', { meanGapNs: Float64Array.of(90, 100) }, {}, false],
    ['not packets that go round in circles', { station: Int32Array.of(0, 2, 2, 0) }, {}, false],
    [
      'not a run with an interruption',
      {},
      { interruptions: [{ kind: 'station-down', station: 0, atNs: 1, durationNs: 1 }] },
      false
    ]
  ]
  it.each(cases)('%s', (_, changes, given, expected) => {
    expect(foldingOrder(testNetwork(picks, 3, changes), { seed: 1, ...given }) !== null).toBe(expected)
  })

  it('turns of one flow at every station', () => {
    const alone = testNetwork(picks.slice(0, 1), 3, { fifo: new Uint8Array(3) })
    expect(foldingOrder(alone, { seed: 1 })).not.toBeNull()
  })
})
