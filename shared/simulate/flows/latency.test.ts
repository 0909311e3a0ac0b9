import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run } from '../run/run.ts'
import { estimateLayout } from './layout-report.ts'
import type { LayoutScenario, Traffic } from '../layout/layout.ts'
import { SILENT, testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'

const MS = 1_000_000
/** Full frames that a 10 Gb/s wire carries, M/s. */
const WIRE_MPPS = 10_000 / 8 / 1538

const offering = (offeredMpps: number, traffic: Partial<Traffic> = {}) =>
  testVf({}, { style: 'frames', offeredMpps, ...traffic })

const ofVms = (...functions: readonly ReturnType<typeof testVf>[]): LayoutScenario =>
  testLayout(
    testLayoutHost(
      'h1',
      functions.map((fn, i) => testVm(`vm${i}`, [fn], { vcpus: 2 }))
    )
  )

const toOtherHost: LayoutScenario = testLayout(
  testLayoutHost('h1', [testVm('a', [offering(0.5, { to: { host: 'h2', vm: 'b' } })])]),
  testLayoutHost('h2', [testVm('b', [testVf({}, SILENT)])])
)

const mixOf = (offeredMpps: number) => offering(offeredMpps, { frameBytes: 'imix' })

/** Mean and percentiles of the first flow, us: estimated and run. */
function both(scenario: LayoutScenario): readonly (readonly [estimated: number, ran: number])[] {
  const latency = estimateLayout(scenario).latency(0)
  const histogram = run(scenario, { seed: 3, warmUpNs: 2 * MS, durationNs: 60 * MS }).flows[0]?.latencyNs
  if (latency === null || histogram === undefined) throw new Error('nothing was sent')
  return [
    [latency.meanUs.value, histogram.mean / 1000],
    [latency.p50Us.value, histogram.percentile(0.5) / 1000],
    [latency.p95Us.value, histogram.percentile(0.95) / 1000],
    [latency.p99Us.value, histogram.percentile(0.99) / 1000]
  ]
}

describe('latency of a layout', () => {
  it.each([
    ['one VM at a fifth of the wire', ofVms(offering(0.2 * WIRE_MPPS))],
    ['one VM at 80 % of the wire', ofVms(offering(0.8 * WIRE_MPPS))],
    ['four VMs at 80 % together', ofVms(...[1, 2, 3, 4].map(() => offering(0.2 * WIRE_MPPS)))],
    ['small frames at 8 of 9 Mpps', ofVms(offering(8, { frameBytes: 64 }))],
    ['a mix of sizes', ofVms(mixOf(1), mixOf(1))],
    ['interrupts of a quiet flow', ofVms(offering(0.01, { style: 'stream', direction: 'in' }))],
    ['interrupts of a busy flow', ofVms(offering(0.4, { style: 'stream', direction: 'in' }))],
    ['a greedy neighbour', ofVms(offering(0.1), testVf(), testVf())],
    ['a VM of another host', toOtherHost],
    ['bursts', ofVms(offering(0.3, { burstFrames: 8 }))],
    ['bursts of two VMs', ofVms(offering(0.2, { burstFrames: 8 }), offering(0.2, { burstFrames: 8 }))],
    ['more than gets through', ofVms(offering(1.2 * WIRE_MPPS))]
  ])('is that of a run within 15 %%: %s', (_what, scenario) => {
    for (const [estimated, ran] of both(scenario)) expect(Math.abs(estimated / ran - 1)).toBeLessThan(0.15)
  })

  it('rises with the load, and percentiles with their share', () => {
    const load = fc.double({ min: 0.05, max: 0.97, noNaN: true })
    fc.assert(
      fc.property(
        load,
        load,
        fc.constantFrom<Traffic['frameBytes']>(256, 1518, 'imix'),
        (a, b, frameBytes) => {
          const at = (share: number) => {
            const full = estimateLayout(ofVms(testVf({}, { frameBytes }))).mpps(0)
            const latency = estimateLayout(ofVms(offering(share * full, { frameBytes }))).latency(0)
            if (latency === null) throw new Error('nothing was sent')
            return [latency.p50Us, latency.p95Us, latency.p99Us].map(({ value }) => value)
          }
          const [low, high] = [at(Math.min(a, b)), at(Math.max(a, b))]
          expect(low).toEqual([...low].sort((x, y) => x - y))
          // The grid has 1024 steps, and they are wider under load.
          low.forEach((us, i) => expect(us).toBeLessThanOrEqual((high[i] ?? 0) * 1.02))
        }
      ),
      { numRuns: 60 }
    )
  })

  it('is longer on the remote node and where pages miss the IOTLB', () => {
    const mean = (changes: object, numaNode: number): number => {
      const host = testLayoutHost('h1', [testVm('a', [offering(0.1)], { numaNode })], changes)
      const ports = host.ports.map((port) => ({ ...port, numaNode: 0 }))
      return estimateLayout(testLayout({ ...host, ports })).latency(0)?.meanUs.value ?? 0
    }
    expect(mean({}, 1) - mean({}, 0)).toBeCloseTo(0.112, 3)
    const missing = mean({ iommuPageBytes: 4096 }, 0) - mean({}, 0)
    expect(missing).toBeGreaterThan(0.2)
    expect(missing).toBeLessThan(0.35)
  })

  it('has no number for who sends nothing', () => {
    expect(estimateLayout(ofVms(offering(0))).latency(0)).toBeNull()
  })
})
