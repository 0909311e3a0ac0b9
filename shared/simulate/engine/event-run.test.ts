/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxMinShares } from '../solve/max-min-shares.ts'
import type { FlowNetwork, Interruption } from './flow-network.ts'
import { HopDelays } from './hop-delays.ts'
import { PacketRun } from './event-run.ts'
import { PacketSizes } from './packet-sizes.ts'
import { BYTES, testNetwork, type FlowPick } from './test-network.ts'

const ran = (network: FlowNetwork, endNs: number, interruptions: readonly Interruption[] = []): PacketRun => {
  const run = new PacketRun(network, { seed: 1, interruptions })
  run.runUntil(endNs)
  return run
}

/** Packets a microsecond of each flow, after a time in which queues fill. */
function rates(network: FlowNetwork): readonly number[] {
  const run = new PacketRun(network, { seed: 1 })
  const received = (): number[] => Array.from({ length: network.flows }, (_, f) => run.outcome(f).received)
  run.runUntil(5_000_000)
  const before = received()
  run.runUntil(10_000_000)
  return received().map((count, f) => (count - before[f]!) / 5000)
}

/** The same network, solved; packets a microsecond. */
function solved(network: FlowNetwork): readonly number[] {
  const sizes = new PacketSizes(network)
  const { flows, stations, start, station, floorBytesPerNs, weight, bytesPerPacket } = {
    ...network,
    bytesPerPacket: Array.from({ length: network.flows }, (_, f) => {
      const [from, to] = [network.sizes?.start[f] ?? 0, network.sizes?.start[f + 1] ?? 0]
      if (from === to) return network.bytes[f]!
      return network
        .sizes!.share.subarray(from, to)
        .reduce((sum, share, n) => sum + share * network.sizes!.bytes[from + n]!, 0)
    })
  }
  const cost = new Float64Array(station.length)
  for (let f = 0; f < flows; f++)
    for (let hop = start[f]!; hop < start[f + 1]!; hop++) cost[hop] = sizes.meanServiceNs(f, hop) / 1000
  const { rate } = maxMinShares({
    flows,
    resources: stations,
    start,
    resource: station,
    cost,
    capacity: new Float64Array(stations).fill(1),
    limit: Float64Array.from(network.meanGapNs, (gap) => (gap === 0 ? Infinity : 1000 / gap)),
    floor: Float64Array.from(
      { length: flows },
      (_, f) => ((floorBytesPerNs?.[f] ?? 0) * 1000) / bytesPerPacket[f]!
    ),
    weight: weight.map((each, f) => each / bytesPerPacket[f]!)
  })
  return [...rate]
}

const plain: FlowPick = { path: [0], serviceNs: 100, gapNs: 1000, window: 64 }

describe('delays', () => {
  it('make packets later and keep nothing busy', () => {
    const of = (delayNs: number): PacketRun => ran(testNetwork([{ ...plain, delayNs }], 1), 1_000_000)
    const [without, delayed] = [of(0), of(250)]
    expect(delayed.latency[0]!.min).toBe(without.latency[0]!.min + 250)
    expect(delayed.latency[0]!.mean).toBeCloseTo(without.latency[0]!.mean + 250, 0)
    expect(delayed.utilisation(0)).toBe(without.utilisation(0))
  })

  it('do not slow a flow down whose window covers them, and do one whose window does not', () => {
    // 100 ns and 1900 ns to and fro: 20 packets fill the path.
    const rate = (window: number): number =>
      rates(testNetwork([{ ...plain, gapNs: 0, delayNs: 1900, window }], 1))[0]!
    expect(rate(20)).toBeCloseTo(10, 1)
    expect(rate(10)).toBeCloseTo(5, 1)
  })

  it('show between the hops of a packet', () => {
    const network = testNetwork([{ ...plain, path: [0, 1], delayNs: 40 }], 2)
    const run = new PacketRun(network, { seed: 1, trace: { flow: 0, packet: 3 } })
    run.runUntil(100_000)
    const [first, second] = run.trace
    expect([first!.nextNs - first!.doneNs, second!.nextNs - second!.doneNs]).toEqual([40, 40])
    expect(second!.arrivedNs).toBe(first!.nextNs)
  })
})

describe('interrupts', () => {
  const delays = (interruptNs: number, delayNs: number): HopDelays =>
    new HopDelays(testNetwork([{ ...plain, interruptNs, delayNs }], 1))

  it('come at once after a quiet time, and never sooner after another than they may', () => {
    const gaps = fc.array(fc.oneof(fc.nat(30), fc.nat(500)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 200 }), fc.nat(50), (between, moderation, delayNs) => {
        const hop = delays(moderation, delayNs)
        let doneNs = 0
        let before = -Infinity
        for (const gap of between) {
          doneNs += gap
          const at = doneNs + delayNs
          const next = hop.nextNs(0, doneNs)
          expect(next).toBeGreaterThanOrEqual(Math.max(at, before))
          if (at > before + moderation) expect(next).toBe(at)
          else if (next > before) expect(next - before).toBeGreaterThanOrEqual(moderation)
          expect(next - at).toBeLessThanOrEqual(moderation)
          before = next
        }
      })
    )
  })

  it('make a packet wait for half the moderation time on average, where packets come all the time', () => {
    const of = (interruptNs: number): number =>
      ran(testNetwork([{ ...plain, gapNs: 200, interruptNs, window: 512 }], 1), 10_000_000).latency[0]!.mean
    const wait = of(20_000) - of(0)
    expect(wait).toBeGreaterThan(9_500)
    expect(wait).toBeLessThan(10_500)
  })

  it('take no throughput from a flow whose window covers them', () => {
    const [rate] = rates(testNetwork([{ ...plain, gapNs: 0, interruptNs: 5000, window: 128 }], 1))
    expect(rate).toBeCloseTo(10, 1)
  })
})

describe('mixes of sizes', () => {
  const mix = [7 / 12, 4 / 12, 1 / 12]

  it('are drawn with their shares', () => {
    const run = ran(testNetwork([{ ...plain, gapNs: 400, sizeShares: mix }], 1), 20_000_000)
    // 100, 200 and 300 ns: 150 on average, at one packet in 400 ns.
    expect(run.utilisation(0)).toBeGreaterThan(0.365)
    expect(run.utilisation(0)).toBeLessThan(0.385)
    expect([run.latency[0]!.min, run.latency[0]!.percentile(0.2)]).toEqual([100, 101])
  })

  it('do not change when packets arrive', () => {
    const sent = (sizeShares?: readonly number[]): number =>
      ran(testNetwork([{ ...plain, ...(sizeShares ? { sizeShares } : {}) }], 1), 1_000_000).outcome(0).sent
    expect(sent(mix)).toBe(sent())
  })

  it('share a station by bytes, not by packets', () => {
    const network = testNetwork(
      [
        { ...plain, gapNs: 0, sizeShares: [0, 0, 1] },
        { ...plain, gapNs: 0 }
      ],
      1,
      { fifo: new Uint8Array(1) }
    )
    const [large, small] = rates(network)
    expect(small! / large!).toBeCloseTo(3, 1)
  })
})

describe('trains', () => {
  it('keep the rate and arrive as a whole', () => {
    const of = (train: number): PacketRun => ran(testNetwork([{ ...plain, train }], 1), 20_000_000)
    const [single, four] = [of(1), of(4)]
    expect(four.outcome(0).sent % 4).toBe(0)
    expect(four.outcome(0).sent / single.outcome(0).sent).toBeCloseTo(1, 1)
    // The fourth waits for three: 150 ns on average, and for other trains.
    expect(four.latency[0]!.mean - single.latency[0]!.mean).toBeGreaterThan(150)
  })

  it('lose those for which there is no room', () => {
    const { sent, dropped } = ran(
      testNetwork([{ ...plain, gapNs: 9000, train: 8, window: 5 }], 1),
      9_000_000
    ).outcome(0)
    expect(dropped / sent).toBeGreaterThan(3 / 8 - 0.001)
    expect(dropped / sent).toBeLessThan(0.4)
  })
})

describe('guaranteed rates', () => {
  const turns = { fifo: new Uint8Array(2) }
  const greedy: FlowPick = { ...plain, gapNs: 0 }
  /** One packet a microsecond. */
  const ONE = BYTES / 1000

  it('are kept, and what is left is shared', () => {
    const [first, ...others] = rates(
      testNetwork([{ ...greedy, floorBytesPerNs: 7 * ONE }, greedy, greedy, greedy], 1, turns)
    )
    expect(first).toBeCloseTo(7, 1)
    for (const rate of others) expect(rate).toBeCloseTo(1, 1)
  })

  it('change nothing for a flow that gets more by its share', () => {
    const [first, second] = rates(testNetwork([{ ...greedy, floorBytesPerNs: 3 * ONE }, greedy], 1, turns))
    expect([Math.round(first!), Math.round(second!)]).toEqual([5, 5])
  })

  it('are missed by the same part where they do not fit together', () => {
    const [first, second] = rates(
      testNetwork(
        [
          { ...greedy, floorBytesPerNs: 8 * ONE },
          { ...greedy, floorBytesPerNs: 12 * ONE }
        ],
        1,
        turns
      )
    )
    expect(first! / second!).toBeCloseTo(8 / 12, 1)
  })

  it('are left to others by a flow that does not use its own', () => {
    const [first, second] = rates(
      testNetwork([{ ...plain, gapNs: 500, floorBytesPerNs: 8 * ONE }, greedy], 1, turns)
    )
    expect(first).toBeCloseTo(2, 0)
    expect(first! + second!).toBeCloseTo(10, 1)
  })
})

const arbitraryFlow = fc.record({
  path: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 }),
  serviceNs: fc.integer({ min: 20, max: 200 }),
  gapNs: fc.constant(0),
  window: fc.constant(150),
  delayNs: fc.constantFrom(0, 0, 300),
  interruptNs: fc.constantFrom(0, 0, 2000),
  weight: fc.constantFrom(1, 1, 2, 3),
  // Small enough to fit together: 5 x 0.05 / 64 packets a ns, of 200 ns each.
  floorBytesPerNs: fc.constantFrom(0, 0, 0.02, 0.05)
})

describe('a run packet by packet', () => {
  const expectAgreement = (network: FlowNetwork): void => {
    const expected = solved(network)
    rates(network).forEach((rate, f) => {
      expect(Math.abs(rate / expected[f]! - 1), `flow ${f}: ${rate}, solved ${expected[f]}`).toBeLessThan(
        0.05
      )
    })
  }

  it('agrees with the solver within 5 %: delays, interrupts, weights, guaranteed rates', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { minLength: 1, maxLength: 5 }), (picks) => {
        expectAgreement(testNetwork(picks, 4, { fifo: new Uint8Array(4) }))
      }),
      { numRuns: 20 }
    )
  })

  it('agrees with the solver within 5 % where sizes are mixed, with guaranteed rates above and below the shares', () => {
    const mixed = fc.record({
      path: fc.constant([0]),
      serviceNs: fc.integer({ min: 60, max: 200 }),
      gapNs: fc.constant(0),
      window: fc.constant(64),
      weight: fc.constantFrom(1, 2, 3),
      floorBytesPerNs: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 0.06, noNaN: true })),
      sizeShares: fc.constantFrom([], [0.5, 0.5], [7 / 12, 4 / 12, 1 / 12])
    })
    fc.assert(
      fc.property(fc.array(mixed, { minLength: 1, maxLength: 5 }), (picks) => {
        expectAgreement(testNetwork(picks, 1, { fifo: new Uint8Array(1) }))
      }),
      { numRuns: 20 }
    )
  })

  it('accounts for every packet, whatever happens, and says the same for the same seed', () => {
    const anyFlow = fc.record({
      path: fc.shuffledSubarray([0, 1, 2], { minLength: 1, maxLength: 3 }),
      serviceNs: fc.integer({ min: 1, max: 200 }),
      gapNs: fc.constantFrom(0, 150, 900),
      window: fc.constantFrom(1, 5, 64),
      delayNs: fc.constantFrom(0, 50, 700),
      interruptNs: fc.constantFrom(0, 1000),
      train: fc.constantFrom(1, 6),
      floorBytesPerNs: fc.constantFrom(0, 0.1),
      sizeShares: fc.constantFrom([], [0.5, 0.5])
    })
    const event = fc.record({ isReset: fc.boolean(), of: fc.nat(2), at: fc.nat(40), length: fc.nat(30) })
    const isFifo = fc.array(fc.nat(1), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(
        fc.array(anyFlow, { minLength: 3, maxLength: 3 }),
        fc.array(event, { maxLength: 5 }),
        isFifo,
        (picks, events, fifo) => {
          const network = testNetwork(picks, 3, { fifo: Uint8Array.from(fifo) })
          const interruptions = events.map(({ isReset, of, at, length }): Interruption => ({
            ...(isReset ? { kind: 'flow-reset', flow: of } : { kind: 'station-down', station: of }),
            atNs: at * 1000,
            durationNs: length * 1000
          }))
          const run = ran(network, 100_000, interruptions)
          const again = new PacketRun(network, { seed: 1, interruptions })
          for (const endNs of [0, 313, 40_000, 100_000]) again.runUntil(endNs)
          for (let f = 0; f < 3; f++) {
            const { sent, received, dropped, inFlight } = run.outcome(f)
            expect(sent).toBe(received + dropped + inFlight)
            expect(inFlight).toBeGreaterThanOrEqual(0)
            expect(inFlight).toBeLessThanOrEqual(network.window[f]!)
            expect(run.latency[f]!.count).toBe(received)
            // All interruptions are over after 70 us: everybody moves again.
            expect(received).toBeGreaterThan(0)
            expect(again.outcome(f)).toEqual(run.outcome(f))
            expect(again.latency[f]!.mean).toEqual(run.latency[f]!.mean)
          }
          for (let s = 0; s < 3; s++) expect(run.utilisation(s)).toBeLessThanOrEqual(1)
        }
      ),
      { numRuns: 150 }
    )
  })

  it('lets one more flow raise nobody, whatever it is guaranteed', () => {
    const picks = fc.record({
      path: fc.constant([0]),
      serviceNs: fc.integer({ min: 60, max: 200 }),
      gapNs: fc.constant(0),
      window: fc.constant(64),
      delayNs: fc.constantFrom(0, 300),
      weight: fc.constantFrom(1, 2),
      floorBytesPerNs: fc.constantFrom(0, 0.03)
    })
    fc.assert(
      fc.property(fc.array(picks, { minLength: 1, maxLength: 4 }), picks, (few, more) => {
        const of = (flows: readonly FlowPick[]): readonly number[] =>
          rates(testNetwork(flows, 1, { fifo: new Uint8Array(1) }))
        const before = of(few)
        of([...few, more])
          .slice(0, few.length)
          .forEach((rate, f) => expect(rate).toBeLessThanOrEqual(before[f]! * 1.01))
      }),
      { numRuns: 15 }
    )
  })

  it('never makes packets faster by longer delays, rarer interrupts or longer trains', () => {
    const mean = (changes: Partial<FlowPick>): number =>
      ran(testNetwork([{ ...plain, gapNs: 300, window: 512, ...changes }], 1), 4_000_000).latency[0]!.mean
    for (const input of ['delayNs', 'interruptNs', 'train'] as const) {
      const means = [1, 2, 5, 20].map((value) => mean({ [input]: input === 'train' ? value : 100 * value }))
      expect(means, input).toEqual([...means].sort((a, b) => a - b))
    }
  })

  it('treats flows alike that are alike', () => {
    const pick: FlowPick = { ...plain, path: [0, 1], gapNs: 0, delayNs: 70, sizeShares: [0.5, 0.5] }
    const network = testNetwork([pick, pick, pick, pick], 2, { fifo: new Uint8Array(2) })
    const found = rates(network)
    for (const rate of found) expect(rate / found[0]!).toBeCloseTo(1, 1)
  })
})
