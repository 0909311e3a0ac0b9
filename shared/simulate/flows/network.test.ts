import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { run } from '../run/run.ts'
import { estimateLayout } from './layout-report.ts'
import type { LayoutFunction, LayoutScenario, Traffic } from '../layout/layout.ts'
import { SILENT, testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'

const MS = 1_000_000
/** Many packets are moved: no claim about speed, only room on a machine that does other things as well. */
const BUSY_MACHINE_MS = 120_000

/** Where the frames of a sender go. */
const ways: Readonly<Record<string, (port: string) => Partial<Traffic>>> = {
  out: () => ({}),
  in: () => ({ direction: 'in' }),
  loop: () => ({ direction: 'loop' }),
  'same port': () => ({ to: { vm: 'sink' } }),
  'other port': (port) => ({ to: { vm: 'sink', port: port === 'p0' ? 'p1' : 'p0' } }),
  'other host': () => ({ to: { host: 'h2', vm: 'far' } }),
  chain: () => ({ through: [{ vm: 'firewall' }, { vm: 'balancer' }] }),
  'through the VM': () => ({ direction: 'in', to: 'wire' })
}

const sender = fc.record({
  way: fc.constantFrom(...Object.keys(ways)),
  port: fc.constantFrom('p0', 'p1'),
  method: fc.constantFrom('sriov' as const, 'virtio' as const),
  backend: fc.constantFrom('vhost-net' as const, 'ovs-dpdk' as const, 'vpp' as const),
  maxMbps: fc.constantFrom(0, 0, 4000),
  minMbps: fc.constantFrom(0, 0, 1000, 3000),
  queues: fc.constantFrom(1, 2),
  weight: fc.constantFrom(1, 1, 2),
  style: fc.constantFrom('stream' as const, 'frames' as const),
  frameBytes: fc.constantFrom<Traffic['frameBytes']>(512, 1518, [
    { bytes: 256, share: 2 },
    { bytes: 1518, share: 1 }
  ])
})
type Sender = typeof sender extends fc.Arbitrary<infer S> ? S : never

const onBothPorts = (changes: Partial<LayoutFunction> = {}): readonly LayoutFunction[] =>
  ['p0', 'p1'].map((port) => testVf({ ...changes, port }, SILENT))

function layoutOf(senders: readonly Sender[]): LayoutScenario {
  const vms = senders.map(({ way, style, frameBytes, maxMbps, minMbps, ...rest }, i) => {
    const traffic = { style, frameBytes, flows: 4, ...ways[way]?.(rest.port) }
    const rates = rest.method === 'sriov' ? { maxMbps, minMbps } : {}
    return testVm(`vm${i}`, [testVf({ ...rest, ...rates }, traffic)], { vcpus: 2 })
  })
  return testLayout(
    testLayoutHost(
      'h1',
      [
        ...vms,
        testVm('sink', onBothPorts(), { vcpus: 2 }),
        testVm('firewall', onBothPorts(), { vcpus: 4 }),
        testVm('balancer', onBothPorts({ method: 'virtio', backend: 'ovs-dpdk' }), { vcpus: 2 })
      ],
      { switchCores: 2 }
    ),
    testLayoutHost('h2', [testVm('far', [testVf({}, SILENT)])])
  )
}

describe('a run of a layout', () => {
  it(
    'agrees with the estimate within 5 %, whatever way the frames go and of whatever sizes they are',
    () => {
      fc.assert(
        fc.property(fc.array(sender, { minLength: 1, maxLength: 5 }), (senders) => {
          const scenario = layoutOf(senders)
          const expected = estimateLayout(scenario)
          // Queues in front of a resource that is nearly full need ms to fill; a mix needs frames to show its mean.
          const { flows } = run(scenario, { seed: 1, warmUpNs: 12 * MS, durationNs: 10 * MS })
          senders.forEach((_, f) => {
            expect(
              Math.abs((flows[f]?.mpps ?? 0) / expected.mpps(f) - 1),
              JSON.stringify(senders)
            ).toBeLessThan(0.05)
          })
        }),
        { numRuns: 15 }
      )
    },
    BUSY_MACHINE_MS
  )

  it('keeps a guaranteed rate beside greedy neighbours, as the estimate does', () => {
    const scenario = testLayout(
      testLayoutHost('h1', [
        testVm('promised', [testVf({ minMbps: 6000 })]),
        testVm('a', [testVf()]),
        testVm('b', [testVf()])
      ])
    )
    const expected = estimateLayout(scenario)
    expect(expected.flow(0).guarantee).toEqual({ gbps: 6, isKept: true })
    expect(expected.flow(0).gbps.value).toBeCloseTo(6, 6)
    expect(expected.flow(1).guarantee).toBeNull()
    const { flows } = run(scenario, { seed: 1, warmUpNs: 5 * MS, durationNs: 10 * MS })
    flows.forEach(({ mpps }, f) => expect(Math.abs(mpps / expected.mpps(f) - 1)).toBeLessThan(0.05))
  })

  it('says where guarantees do not fit together', () => {
    const { flow } = estimateLayout(
      testLayout(
        testLayoutHost('h1', [
          testVm('a', [testVf({ minMbps: 8000 })]),
          testVm('b', [testVf({ minMbps: 8000 })])
        ])
      )
    )
    expect([0, 1].map((f) => flow(f).guarantee?.isKept)).toEqual([false, false])
  })

  it('takes the hops in the order of the packet, both ways', () => {
    const kinds = (traffic: Partial<Traffic>, changes: Partial<LayoutFunction> = {}): readonly string[] =>
      run(testLayout(testLayoutHost('h1', [testVm('vm', [testVf(changes, traffic)])])), {
        seed: 1,
        warmUpNs: 0,
        durationNs: MS,
        trace: { flow: 0, packet: 5 }
      }).trace.map(({ kind }) => kind)
    const out = ['guest-core', 'memory', 'pcie-up', 'pcie-down', 'queue-rate', 'rate-limit', 'wire-out']
    expect(kinds({}, { maxMbps: 500 })).toEqual(out)
    expect(kinds({ direction: 'in' })).toEqual([
      'wire-in',
      'queue-rate',
      'pcie-down',
      'pcie-up',
      'memory',
      'guest-core'
    ])
    expect(kinds({}, { method: 'virtio' })).toEqual([
      'guest-core',
      'vhost-thread',
      'memory',
      'pcie-up',
      'pcie-down',
      'wire-out'
    ])
  })
})
