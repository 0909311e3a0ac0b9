import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostId } from '../../inventory/types.ts'
import type { Plan } from '../../plan/types.ts'
import type { Values } from '../../calibration/parameters.ts'
import { driveLoads } from './drive-load.ts'
import { estimatePlan } from './estimate-plan.ts'
import { estimateStorage } from './estimate-storage.ts'
import type { EstimateContext, HostPresets } from './estimate-context.ts'
import { DRIVE, exampleHost, examplePlan, PORT_A, vf, vm } from './test-host.ts'
import { portLoads } from './port-load.ts'

const LAB = ['h1', 'h2', 'h3'] as const

/** The same VM on a VF of the port and one of the drive, on every host. */
const plan: Plan = examplePlan(
  LAB.map((host) => [
    vm(`vm of ${host}`, { host }),
    [
      { ...vf(PORT_A, 0), host },
      { ...vf(DRIVE, 0), host }
    ]
  ])
)

const lab = (presets?: HostPresets): EstimateContext => ({
  plan,
  hosts: new Map(LAB.map((id) => [id, exampleHost({ id, hostname: `lab-${id}` })])),
  ...(presets === undefined ? {} : { presets })
})

const on = (host: HostId, parameters: Partial<Values>): EstimateContext => lab(new Map([[host, parameters]]))

/** Everything that Plan shows of one host's VM and devices. */
const figures = (context: EstimateContext, host: HostId) => ({
  network: estimatePlan(context).filter((each) => each.vm === `vm of ${host}`),
  storage: estimateStorage(context).filter((each) => each.vm === `vm of ${host}`),
  ports: portLoads(context).filter((each) => each.host === host),
  drives: driveLoads(context).filter((each) => each.host === host)
})

describe('a preset of a host', () => {
  it('holds for every figure of the host, and for no figure of another', () => {
    const context = on('h2', {
      'nic.vfQueueMpps': 0.5,
      'storage.virtioThread': 12,
      'guest.streamGbpsPerVcpu': 1
    })
    expect(figures(context, 'h1')).toEqual(figures(lab(), 'h1'))
    expect(figures(context, 'h3')).toEqual(figures(lab(), 'h3'))
    const [with2, without] = [figures(context, 'h2'), figures(lab(), 'h2')]
    const of = ({ network, storage, ports }: typeof with2) => ({
      mpps: network.find(({ method }) => method === 'sriov')?.mpps.value ?? Number.NaN,
      virtioKiops: storage[0]?.ways.find(({ method }) => method === 'virtio')?.kiops.value ?? Number.NaN,
      plannedGbps: ports[0]?.plannedGbps ?? Number.NaN
    })
    expect(of(with2).mpps).toBeLessThan(of(without).mpps)
    expect(of(with2).virtioKiops).toBeCloseTo(1e3 / 12, 6)
    expect(of(without).virtioKiops).toBeGreaterThan(1e3 / 12)
    // 4 vCPUs of 1 Gb/s each where the wire has 10.
    expect(of(with2).plannedGbps).toBeCloseTo(4, 6)
    expect(of(without).plannedGbps).toBeGreaterThan(9)
  })

  it('is told with every figure of the host, once, with the inputs that it replaces', () => {
    const { network, storage, ports, drives } = figures(on('h1', { 'nic.vfQueueMpps': 8 }), 'h1')
    const all = [...network, ...storage, ...ports, ...drives]
    expect(all).toHaveLength(6)
    for (const { notes } of all)
      expect(notes.filter((note) => note.includes('preset of'))).toEqual([
        'preset of lab-h1 holds: nic.vfQueueMpps 8 Mpps'
      ])
  })

  it('of many inputs is told by the first of them and their number', () => {
    const [row] = figures(
      on('h1', {
        'pmd.frameCycles': 70,
        'pmd.burstCycles': 300,
        'guest.maxQueues': 2,
        'lat.pollBase': 9,
        'lat.virtioBase': 14
      }),
      'h1'
    ).network
    expect(row?.notes).toContain(
      'preset of lab-h1 holds: pmd.frameCycles 70 cycles/frame, pmd.burstCycles 300 cycles/burst, guest.maxQueues 2, and 2 more'
    )
  })

  it('outside of its valid range makes the figures of that host extrapolated', () => {
    const isExtrapolated = (host: HostId): boolean | undefined =>
      figures(on('h1', { 'guest.streamGbpsPerVcpu': 2 }), host).network.find(
        ({ method }) => method === 'sriov'
      )?.gbps.isExtrapolated
    expect([isExtrapolated('h1'), isExtrapolated('h2')]).toEqual([true, false])
  })

  it('without inputs is as good as none', () => {
    expect(figures(on('h1', {}), 'h1')).toEqual(figures(lab(), 'h1'))
  })

  it('gives a host the same figures whoever else has one', () => {
    const preset = fc.record({
      'nic.vfQueueMpps': fc.double({ min: 0.2, max: 20, noNaN: true }),
      'guest.streamGbpsPerVcpu': fc.double({ min: 0.5, max: 50, noNaN: true })
    })
    fc.assert(
      fc.property(fc.array(fc.option(preset), { minLength: 3, maxLength: 3 }), (drawn) => {
        const presets = new Map(
          LAB.flatMap((host, h) => {
            const own = drawn[h] ?? null
            return own === null ? [] : [[host, own] as const]
          })
        )
        for (const host of LAB) {
          const own = presets.get(host)
          const alone = lab(own === undefined ? undefined : new Map([[host, own]]))
          expect(figures(lab(presets), host)).toEqual(figures(alone, host))
        }
      }),
      { numRuns: 25 }
    )
  })
})
