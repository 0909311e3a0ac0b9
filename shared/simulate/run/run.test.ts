import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultValues } from '../../calibration/parameters.ts'
import { estimateLayout } from '../flows/layout-report.ts'
import type { LayoutFunction, LayoutScenario, Traffic } from '../layout/layout.ts'
import { run } from './run.ts'

const GREEDY: Traffic = { direction: 'out', frameBytes: 1518, offeredMpps: null, style: 'stream', flows: 1 }

const fn = (changes: Partial<LayoutFunction> = {}, traffic: Partial<Traffic> = {}): LayoutFunction => ({
  port: 'p0',
  method: 'sriov',
  backend: 'vhost-net',
  traffic: { ...GREEDY, ...traffic },
  maxMbps: 0,
  minMbps: 0,
  weight: 1,
  ...changes
})

const layout = (functions: readonly LayoutFunction[], changes: object = {}): LayoutScenario => ({
  kind: 'layout',
  hosts: [
    {
      id: 'h',
      coreGhz: 2.6,
      iommuPageBytes: 4096,
      switchCores: 0,
      ports: [0, 1].map((n) => ({
        id: `p${n}`,
        label: `port ${n}`,
        nic: '82599' as const,
        wireGbps: 10,
        link: { generation: 2, lanes: 4, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
        linkNumber: 0
      })),
      vms: functions.map((each, i) => ({ id: `vm${i}`, vcpus: 1, functions: [each] })),
      ...changes
    }
  ]
})

const MS = 1_000_000
/** Many packets are moved: no claim about speed, only room on a machine that does other things as well. */
const BUSY_MACHINE_MS = 120_000

const ran = (scenario: LayoutScenario, seed = 1) =>
  run(scenario, { seed, durationNs: 2 * MS, warmUpNs: MS / 2 })

describe('a run', () => {
  it('of greedy VMs on one wire gives each its share', () => {
    const { flows } = ran(layout([fn(), fn(), fn(), fn()]))
    for (const { gbps } of flows) expect(gbps).toBeCloseTo((10 * 1518) / 1538 / 4, 1)
  })

  it('is the same byte for byte for the same seed, and another for another', () => {
    const offered = layout([fn({}, { offeredMpps: 0.5 }), fn({}, { offeredMpps: 0.2 })])
    const summary = (seed: number): string =>
      JSON.stringify(
        ran(offered, seed).flows.map(({ counts, latencyNs }) => [
          counts.sent,
          counts.received,
          latencyNs.mean,
          latencyNs.percentile(0.99)
        ])
      )
    expect(summary(5)).toBe(summary(5))
    expect(summary(5)).not.toBe(summary(6))
  })

  it('loses nothing unaccounted, and says where it drops', () => {
    const { flows } = ran(layout([fn({}, { offeredMpps: 2 }), fn()]))
    for (const { counts } of flows)
      expect(counts.sent).toBe(counts.received + counts.dropped + counts.inFlight)
    const offered = flows[0]?.counts
    expect(offered?.dropped).toBeGreaterThan(0)
    expect([...(offered?.dropsByStation.values() ?? [])].reduce((a, b) => a + b, 0)).toBe(offered?.dropped)
  })

  it('says in words why frames were lost, and counts each of them once', () => {
    const { flows } = run(layout([fn({}, { offeredMpps: 2 }), fn()]), {
      seed: 1,
      durationNs: 2 * MS,
      warmUpNs: 0,
      events: [{ kind: 'vf-reset', flow: 0, atNs: MS, durationNs: MS / 4 }]
    })
    const [offered, greedy] = flows
    expect(offered?.drops.map(({ reason }) => reason).sort()).toEqual(['full', 'reset'])
    expect(offered?.drops.map(({ label }) => label).join()).toMatch(
      /wire of port 0, 10 Gb\/s|PCIe link of port 0/
    )
    expect(offered?.drops.reduce((sum, { packets }) => sum + packets, 0)).toBe(offered?.counts.dropped)
    expect(greedy?.drops).toEqual([])
  })

  it('tells how far it has come, which changes nothing', () => {
    const scenario = layout([fn({}, { offeredMpps: 2 }), fn()])
    const shares: number[] = []
    const options = { seed: 3, durationNs: 2 * MS, warmUpNs: MS / 3 }
    const told = run(scenario, { ...options, onProgress: (share) => shares.push(share) })
    expect(JSON.stringify(told)).toBe(JSON.stringify(run(scenario, options)))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.length).toBeGreaterThan(20)
    expect(shares.at(-1)).toBe(1)
  })

  it('waits as the M/D/1 formula says', () => {
    // One Poisson flow over the wire at 80 %: mean wait is 0.8 / (2 x 0.2) = 2 service times.
    const service = (8 * 1538) / 10
    const offeredMpps = (0.8 * 1000) / service
    const scenario = layout([fn({ method: 'direct' }, { offeredMpps })], {
      iommuPageBytes: null,
      ports: [{ id: 'p0', label: 'p', nic: '82599', wireGbps: 10, link: null, linkNumber: 0 }]
    })
    const report = run(scenario, { seed: 9, durationNs: 400 * MS, warmUpNs: MS })
    const guest = 1000 / (46.5 / ((8 * 1518) / 1000))
    const base = (defaultValues['lat.pollBase'] * 1000) / 2
    const mean = (report.flows[0]?.latencyNs.mean ?? 0) - base
    // The guest's station is short and deterministic: it takes a little of the wait away.
    expect(mean - service - guest).toBeGreaterThan(1.6 * service)
    expect(mean - service - guest).toBeLessThan(2.2 * service)
  })

  it(
    'agrees with the solver within 5 % wherever nothing is lost',
    () => {
      const arbitrary = fc.record({
        port: fc.constantFrom('p0', 'p1'),
        method: fc.constantFrom('sriov' as const, 'virtio' as const, 'direct' as const),
        maxMbps: fc.constantFrom(0, 0, 500, 2000, 6000),
        frameBytes: fc.constantFrom(512, 1518),
        direction: fc.constantFrom('out' as const, 'in' as const, 'loop' as const),
        weight: fc.constantFrom(1, 1, 2)
      })
      fc.assert(
        fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 6 }), (picks) => {
          const scenario = layout(
            picks.map(({ frameBytes, direction, ...rest }) => fn(rest, { frameBytes, direction }))
          )
          const expected = estimateLayout(scenario)
          // Where two resources are nearly full, queues in front of the second need ms to fill.
          const { flows } = run(scenario, { seed: 1, warmUpNs: 12 * MS, durationNs: 3 * MS })
          flows.forEach(({ mpps }, f) => {
            expect(Math.abs(mpps / expected.mpps(f) - 1), JSON.stringify(picks)).toBeLessThan(0.05)
          })
        }),
        { numRuns: 15 }
      )
    },
    BUSY_MACHINE_MS
  )

  it('gives the share of a VF in reset to the others, and back afterwards', () => {
    const scenario = layout([fn(), fn()])
    const share = (10 * 1518) / 1538 / 2
    const during = run(scenario, {
      seed: 1,
      warmUpNs: 2 * MS,
      durationNs: 2 * MS,
      events: [{ kind: 'vf-reset', flow: 0, atNs: MS, durationNs: 4 * MS }]
    })
    expect(during.flows.map(({ gbps }) => Math.round(gbps / share))).toEqual([0, 2])
    const after = run(scenario, {
      seed: 1,
      warmUpNs: 2 * MS,
      durationNs: 2 * MS,
      events: [{ kind: 'vf-reset', flow: 0, atNs: MS / 2, durationNs: MS / 2 }]
    })
    for (const { gbps } of after.flows) expect(gbps).toBeCloseTo(share, 1)
    const [reset, other] = after.flows.map((each) => each.counts)
    expect(reset?.droppedByReset).toBeGreaterThan(0)
    expect(reset?.sent).toBe((reset?.received ?? 0) + (reset?.dropped ?? 0) + (reset?.inFlight ?? 0))
    expect(other?.dropped).toBe(0)
  })

  it('keeps a VF quiet for the 100 ms of an FLR', () => {
    const { flows } = run(layout([fn({}, { offeredMpps: 0.01 })]), {
      seed: 2,
      warmUpNs: 0,
      durationNs: 200 * MS,
      events: [{ kind: 'vf-reset', flow: 0, atNs: 50 * MS }]
    })
    const counts = flows[0]?.counts
    // Half of 2000 frames.
    expect(counts?.droppedByReset).toBeGreaterThan(850)
    expect(counts?.droppedByReset).toBeLessThan(1150)
    expect(counts?.sent).toBe((counts?.received ?? 0) + (counts?.dropped ?? 0) + (counts?.inFlight ?? 0))
  })

  it('accounts for every frame whatever happens to flows and links', () => {
    const event = fc.record({ isReset: fc.boolean(), flow: fc.nat(2), at: fc.nat(400), length: fc.nat(300) })
    const offered = fc.constantFrom(null, 0.2, 1.5)
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.tuple(offered, offered, offered), (events, rates) => {
        const scenario = layout(rates.map((offeredMpps) => fn({}, { offeredMpps })))
        const { flows } = run(scenario, {
          seed: 4,
          warmUpNs: 0,
          durationNs: MS,
          events: events.map(({ isReset, flow, at, length }) =>
            isReset
              ? { kind: 'vf-reset', flow, atNs: at * 1000, durationNs: length * 1000 }
              : { kind: 'link-down', host: 'h', port: 'p0', atNs: at * 1000, durationNs: length * 1000 }
          )
        })
        for (const { counts, mpps } of flows) {
          expect(counts.sent).toBe(counts.received + counts.dropped + counts.inFlight)
          expect(counts.inFlight).toBeGreaterThanOrEqual(0)
          // All interruptions are over after 0.7 ms: everybody moves again.
          expect(mpps).toBeGreaterThan(0)
        }
      }),
      { numRuns: 60 }
    )
  })

  it('lets nothing out of a port without link, drops what does not fit into rings, and goes on', () => {
    const down = (durationNs: number) =>
      run(layout([fn({}, { offeredMpps: 0.4 })]), {
        seed: 3,
        warmUpNs: 0,
        durationNs: 20 * MS,
        events: [{ kind: 'link-down', host: 'h', port: 'p0', atNs: MS, durationNs }]
      }).flows[0]?.counts
    expect(down(0)?.dropped).toBe(0)
    const counts = down(10 * MS)
    // 4000 frames arrive meanwhile, 512 find room.
    expect(counts?.dropped).toBeGreaterThan(3200)
    expect(counts?.dropped).toBeLessThan(3800)
    expect(counts?.inFlight).toBeLessThan(10)
  })

  it('follows a packet from hop to hop without gaps', () => {
    const { trace } = run(layout([fn(), fn()]), {
      seed: 1,
      warmUpNs: 0,
      durationNs: MS,
      trace: { flow: 1, packet: 70 }
    })
    // In the order of the packet; only guest and VF queue belong to the flow.
    expect(trace.map((hop) => hop.resource === null)).toEqual([true, false, false, false, false, true, false])
    expect(trace.map((hop) => hop.kind)).toEqual([
      'guest-core',
      'memory',
      'pcie-up',
      'iommu-walker',
      'pcie-down',
      'queue-rate',
      'wire-out'
    ])
    expect(trace[0]?.label).toMatch(/^network stack of the guest/)
    trace.forEach((hop, i) => {
      expect(hop.beganNs).toBeGreaterThanOrEqual(hop.arrivedNs)
      expect(hop.doneNs).toBeGreaterThanOrEqual(hop.beganNs)
      if (i > 0) expect(hop.arrivedNs).toBe(trace[i - 1]?.nextNs)
    })
  })

  it('never puts more on a resource than it can do', () => {
    const { utilisation } = ran(layout([fn(), fn({ port: 'p1' }), fn({ port: 'p1', method: 'virtio' })]))
    for (const share of utilisation) expect(share).toBeLessThanOrEqual(1)
  })

  it('samples the queues at regular times, no more than 200 times', () => {
    const { depths } = ran(layout([fn({}, { offeredMpps: 0.7 }), fn()]))
    expect(depths.everyNs).toBe((2.5 * MS) / 200)
    for (const packets of depths.packets) expect(packets).toHaveLength(200)
    // The wire is full: somebody waits for it most of the time.
    expect(Math.max(...depths.packets.flat())).toBeGreaterThan(5)
  })

  it('gives percentiles that rise', () => {
    const { flows } = ran(layout([fn({}, { offeredMpps: 0.6 })]))
    const { meanNs, ...percentiles } = flows[0]?.latency ?? { meanNs: 0 }
    const rising = Object.values(percentiles)
    expect(rising).toHaveLength(8)
    expect(meanNs).toBeGreaterThan(rising[0] ?? 0)
    expect(rising).toEqual([...rising].sort((a, b) => a - b))
  })

  it('treats VMs alike that are alike', () => {
    const { flows } = ran(layout(Array.from({ length: 4 }, () => fn({}, { offeredMpps: 0.15 }))))
    const means = flows.map(({ latencyNs }) => latencyNs.mean)
    expect(Math.max(...means) / Math.min(...means)).toBeLessThan(1.1)
  })

  it('never raises the share of a VM when another one comes', () => {
    const shares = [1, 2, 3, 5, 8].map(
      (vms) => ran(layout(Array.from({ length: vms }, () => fn()))).flows[0]?.mpps ?? 0
    )
    for (let i = 1; i < shares.length; i++)
      expect(shares[i]).toBeLessThanOrEqual((shares[i - 1] ?? 0) * 1.001)
  })
})
