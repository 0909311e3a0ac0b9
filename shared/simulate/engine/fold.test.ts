import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowNetwork, NetworkRun, PacketRunOptions } from './flow-network.ts'
import { isFoldable, startRun } from './fold.ts'
import { FoldedRun } from './folded-run.ts'
import { PacketRun } from './packet-run.ts'

interface FlowPick {
  readonly path: readonly number[]
  readonly serviceNs: number
  readonly gapNs: number
  readonly window: number
}

const network = (
  picks: readonly FlowPick[],
  stations: number,
  changes: Partial<FlowNetwork> = {}
): FlowNetwork => {
  const start = [0]
  for (const { path } of picks) start.push((start.at(-1) ?? 0) + path.length)
  return {
    flows: picks.length,
    stations,
    start: Int32Array.from(start),
    station: Int32Array.from(picks.flatMap(({ path }) => path)),
    serviceNs: Float64Array.from(picks.flatMap(({ path, serviceNs }) => path.map((s) => serviceNs + s / 7))),
    bytes: new Float64Array(picks.length).fill(64),
    weight: new Float64Array(picks.length).fill(1),
    meanGapNs: Float64Array.from(picks, ({ gapNs }) => gapNs),
    window: Int32Array.from(picks, ({ window }) => window),
    fifo: new Uint8Array(stations).fill(1),
    ...changes
  }
}

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

/** Paths over some of six stations in any order; times so short that many events fall on the same nanosecond. */
const flow = fc.record({
  path: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 4 }),
  serviceNs: fc.oneof(fc.constantFrom(1, 2, 5), fc.double({ min: 1, max: 30, noNaN: true })),
  gapNs: fc.integer({ min: 20, max: 400 }),
  window: fc.constantFrom(1, 3, 64, 512)
})

const options = fc.record({
  seed: fc.integer(),
  trace: fc.record({ flow: fc.nat(2), packet: fc.nat(30) }),
  depths: fc.record({ everyNs: fc.integer({ min: 1, max: 900 }), count: fc.nat(40) })
})

const ENDS_NS = [0, 777, 778, 9000, 15_001]

describe('a folded run', () => {
  it('reports the same, byte for byte, as the run packet by packet', () => {
    let folded = 0
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 8 }), options, (picks, given) => {
        const net = network(picks, STATIONS)
        const expected = reports(new PacketRun(net, given), net, ENDS_NS)
        expect(reports(startRun(net, given), net, ENDS_NS)).toEqual(expected)
        if (!isFoldable(net, given)) return
        const run = new FoldedRun(net, given)
        const found = reports(run, net, ENDS_NS)
        if (run.isOver) return
        folded++
        expect(found).toEqual(expected)
      }),
      { numRuns: 150 }
    )
    // Otherwise nothing was compared.
    expect(folded).toBeGreaterThan(20)
  })

  it('is the same where all events fall on few nanoseconds', () => {
    const tight = fc.record({
      path: fc.constantFrom([0, 3], [1, 3], [2, 3], [3], [0, 3, 4], [1, 3, 4], [4]),
      serviceNs: fc.constant(1),
      gapNs: fc.constantFrom(12, 20),
      window: fc.constant(512)
    })
    let folded = 0
    fc.assert(
      fc.property(fc.array(tight, { minLength: 2, maxLength: 6 }), fc.integer(), (picks, seed) => {
        // Whole nanoseconds only.
        const net = network(picks, STATIONS)
        const whole = { ...net, serviceNs: net.serviceNs.map((ns) => Math.floor(ns)) }
        if (!isFoldable(whole, { seed })) return
        folded++
        const given = { seed, depths: { everyNs: 10, count: 50 } }
        expect(reports(new FoldedRun(whole, given), whole, [3000])).toEqual(
          reports(new PacketRun(whole, given), whole, [3000])
        )
      }),
      { numRuns: 100 }
    )
    expect(folded).toBeGreaterThan(50)
  })

  it('goes over to packets where a window fills, and drops the same ones', () => {
    // Bursts of a Poisson flow at 90 % of a station exceed a window of 4 soon.
    const net = network([{ path: [0, 1], serviceNs: 90, gapNs: 102, window: 4 }], 2)
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
    ['not a station where flows take turns', { fifo: new Uint8Array(3) }, {}, false],
    ['not a greedy flow', { meanGapNs: Float64Array.of(200, 0) }, {}, false],
    [
      'not a station that takes less than a nanosecond',
      { serviceNs: Float64Array.of(50, 0.9, 50, 50) },
      {},
      false
    ],
    ['not more than a station can do', { meanGapNs: Float64Array.of(90, 100) }, {}, false],
    [
      'not a run with an interruption',
      {},
      { interruptions: [{ kind: 'station-down', station: 0, atNs: 1, durationNs: 1 }] },
      false
    ]
  ]
  it.each(cases)('%s', (_, changes, given, expected) => {
    expect(isFoldable(network(picks, 3, changes), { seed: 1, ...given })).toBe(expected)
  })

  it('turns of one flow at every station', () => {
    const alone = network(picks.slice(0, 1), 3, { fifo: new Uint8Array(3) })
    expect(isFoldable(alone, { seed: 1 })).toBe(true)
  })
})
