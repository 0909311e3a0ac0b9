import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nicPresetIds } from '../presets/nic-presets.ts'
import { withOverrides } from '../../calibration/parameters.ts'
import { reportJson } from '../report-json.ts'
import { layoutFaults } from '../layout/layout-errors.ts'
import { estimateLayout } from './layout-report.ts'
import type { LayoutFunction, LayoutScenario, Peer, Traffic } from '../layout/layout.ts'
import { testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'

const through: readonly Peer[] = [{ vm: 'vm1' }, { host: 'h2', vm: 'vm2' }]

const traffic = fc.record<Traffic>({
  direction: fc.constantFrom('out', 'in'),
  frameBytes: fc.constantFrom<Traffic['frameBytes']>(64, 1518, 9018, 'imix', [
    { bytes: 64, share: 7 },
    { bytes: 9000, share: 0.5 }
  ]),
  offeredMpps: fc.constantFrom(null, null, 0, 0.001, 1, 50),
  style: fc.constantFrom('stream', 'frames'),
  flows: fc.constantFrom(1, 10, 1e6),
  burstFrames: fc.constantFrom(1, 32)
})
const way = fc.constantFrom<Partial<Traffic>>(
  {},
  { direction: 'loop' },
  { through },
  { to: { vm: 'vm0' } },
  { to: { host: 'h2', vm: 'vm1' }, through },
  { direction: 'in', to: 'wire' }
)
const rates = fc.constantFrom(
  { maxMbps: 0, minMbps: 0 },
  { maxMbps: 11, minMbps: 0 },
  { maxMbps: 0, minMbps: 500 }
)
const fn = fc
  .record({
    port: fc.constantFrom('p0', 'p1'),
    method: fc.constantFrom('sriov' as const, 'virtio' as const, 'direct' as const),
    backend: fc.constantFrom('vhost-net' as const, 'ovs-dpdk' as const, 'vpp' as const),
    queues: fc.constantFrom(1, 4, 64),
    weight: fc.constantFrom(0.1, 1, 50)
  })
  .chain((changes) =>
    fc
      .tuple(traffic, way, rates)
      .map(([sent, going, limited]): LayoutFunction =>
        testVf({ ...changes, ...(changes.method === 'sriov' ? limited : {}) }, { ...sent, ...going })
      )
  )
const host = (id: string) =>
  fc
    .tuple(
      fc.array(fc.array(fn, { minLength: 1, maxLength: 2 }), { minLength: 3, maxLength: 4 }),
      fc.constantFrom(...nicPresetIds),
      fc.constantFrom(null, 4096, 2 ** 21),
      fc.constantFrom(1, 25, 200),
      fc.constantFrom(0, 1)
    )
    .map(([vms, nic, iommuPageBytes, wireGbps, numaNode]) => {
      const made = vms.map((functions, i) => testVm(`vm${i}`, functions, { vcpus: 1 + i, numaNode: i % 2 }))
      const base = testLayoutHost(id, made, { iommuPageBytes, switchCores: 2 })
      return { ...base, ports: base.ports.map((port) => ({ ...port, nic, wireGbps, numaNode })) }
    })
const layouts: fc.Arbitrary<LayoutScenario> = fc
  .tuple(host('h1'), host('h2'))
  .map((hosts) => testLayout(...hosts))

describe('a report of any layout', () => {
  it('is finite, uses nothing beyond what it has, and puts every value inside its band', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        expect(layoutFaults(layout)).toEqual([])
        const report = estimateLayout(layout)
        const json = reportJson(report)
        if (json.kind !== 'layout') throw new Error('not a layout')
        // Numbers that JSON does not know would come back as null.
        expect(JSON.parse(JSON.stringify(json))).toEqual(json)
        for (const used of report.utilisation) expect(used).toBeLessThanOrEqual(1 + 1e-6)
        for (const { mpps, hostCores, guestCores, latency, path } of json.flows) {
          for (const { low, value, high } of [mpps, hostCores, guestCores]) {
            expect(low).toBeLessThanOrEqual(value * (1 + 1e-9))
            expect(high).toBeGreaterThanOrEqual(value * (1 - 1e-9))
          }
          expect(latency === null).toBe(mpps.value === 0)
          expect(path.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 300 }
    )
  })

  it('gives nobody more because another VM like it came', () => {
    fc.assert(
      fc.property(fn, fc.constantFrom(1, 10, 40), (each, wireGbps) => {
        const { to: _to, through: _through, ...alone } = each.traffic
        const share = (vms: number): number => {
          const made = Array.from({ length: vms }, (_, i) => testVm(`vm${i}`, [{ ...each, traffic: alone }]))
          const base = testLayoutHost('h1', made, { switchCores: 2 })
          const ports = base.ports.map((port) => ({ ...port, wireGbps }))
          return estimateLayout(testLayout({ ...base, ports })).mpps(0)
        }
        const shares = [1, 2, 3, 8, 30].map(share)
        shares.forEach((mpps, i) => expect(mpps).toBeLessThanOrEqual((shares[i - 1] ?? mpps) * (1 + 1e-9)))
      }),
      { numRuns: 100 }
    )
  })
})

describe('what a report marks as not checked', () => {
  const marked = (
    changes: Partial<LayoutFunction>,
    sent: Partial<Traffic>,
    nic: 'e810' | '82599',
    fitted = false
  ) => {
    const base = testLayoutHost('h1', [testVm('a', [testVf(changes, sent)])])
    const ports = base.ports.map((port) => ({ ...port, nic }))
    const values = withOverrides(fitted ? { 'nic.vfQueueMpps': 12 } : {})
    return estimateLayout(testLayout({ ...base, ports }), values).flow(0).mpps.isExtrapolated
  }

  it('is small frames of a NIC without a figure, until one was measured on the host', () => {
    const small = { style: 'frames', frameBytes: 64 } as const
    expect(marked({}, small, '82599')).toBe(false)
    expect(marked({}, small, 'e810')).toBe(true)
    expect(marked({}, small, 'e810', true)).toBe(false)
  })
})
