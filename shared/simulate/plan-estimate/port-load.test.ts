import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AssignableFunction, Plan } from '../../plan/types.ts'
import { estimateStorage } from './estimate-storage.ts'
import { known, unknown } from '../../reading.ts'
import { estimatePlan } from './estimate-plan.ts'
import {
  address,
  DRIVE,
  exampleHost,
  examplePlan,
  networkInterface,
  port,
  PORT_A,
  PORT_B,
  vf,
  vm
} from './test-host.ts'
import { notEstimated } from './not-estimated.ts'
import { portLoads } from './port-load.ts'
import type { EstimateContext } from './estimate-context.ts'

const context = (plan: Plan): EstimateContext => ({ plan, hosts: new Map([['h1', exampleHost()]]) })
const LINE_10G = (10 * 1518) / 1538

describe('load of a port', () => {
  it('is full with a greedy VM, and says what one more would get', () => {
    const [load] = portLoads(context(examplePlan([[vm('a'), [vf(PORT_A, 0)]]])))
    expect(load?.ratedGbps).toBe(10)
    expect(load?.plannedGbps).toBeCloseTo(LINE_10G, 6)
    expect(load?.leftGbps).toBe(0)
    expect(load?.nextVmGbps).toBeCloseTo(LINE_10G / 2, 6)
  })

  it('has left what rate limits leave', () => {
    const limited = (index: number, maxTxRate: number) => ({
      host: 'h1',
      pf: PORT_A,
      index,
      settings: { maxTxRate }
    })
    const [load] = portLoads(
      context(
        examplePlan(
          [
            [vm('a'), [vf(PORT_A, 0)]],
            [vm('b'), [vf(PORT_A, 1)]]
          ],
          { vfs: [limited(0, 1000), limited(1, 2000)] }
        )
      )
    )
    expect(load?.plannedGbps).toBeCloseTo(3, 6)
    expect(load?.leftGbps).toBeCloseTo(LINE_10G - 3, 6)
    expect(load?.nextVmGbps).toBeCloseTo(LINE_10G - 3, 6)
    expect(load?.vms).toEqual(['a', 'b'])
  })

  it('leaves nothing of a port that is given away whole', () => {
    const [load] = portLoads(
      context(examplePlan([[vm('a'), [{ kind: 'function', host: 'h1', address: PORT_B }]]]))
    )
    expect(load?.nextVmGbps).toBe(0)
  })

  it('lists only network ports that the plan uses, in order of address', () => {
    const loads = portLoads(context(examplePlan([[vm('a'), [vf(PORT_B, 0), vf(PORT_A, 0), vf(DRIVE, 0)]]])))
    expect(loads.map((each) => each.pf)).toEqual([PORT_A, PORT_B])
  })
})

describe('what is not estimated', () => {
  it('never leaves a VM without either a number or a reason, whatever the plan says', () => {
    const anyPf = fc.constantFrom(PORT_A, PORT_B, DRIVE, address(0x77))
    const anyFunction: fc.Arbitrary<AssignableFunction> = fc.oneof(
      fc.record({
        kind: fc.constant('vf'),
        host: fc.constantFrom('h1', 'h2', 'h3'),
        pf: anyPf,
        index: fc.nat(70)
      }),
      fc.record({ kind: fc.constant('function'), host: fc.constantFrom('h1', 'h2'), address: anyPf })
    )
    const anyVm = fc.record({
      host: fc.constantFrom('h1', 'h2', 'h3'),
      vcpus: fc.integer({ min: 1, max: 64 }),
      numaNode: fc.constantFrom(null, 0, 1),
      functions: fc.array(anyFunction, { maxLength: 3 })
    })
    const second = exampleHost({
      id: 'h2',
      iommu: { kind: 'absent' },
      cpu: { model: unknown('-'), logicalCpus: unknown('-'), mhz: unknown('-') },
      functions: [
        port(PORT_A, 'eth0', 0, {
          vendorId: '1af4',
          deviceId: '1000',
          link: known(null),
          role: { kind: 'plain' }
        }),
        port(PORT_B, 'eth1', 0, { class: 'other', link: unknown('not root'), interfaces: [] }),
        port(DRIVE, '', 0, { class: 'nvme', link: unknown('not root'), interfaces: [] })
      ]
    })
    const hosts = new Map([exampleHost(), second].map((host) => [host.id, host]))
    fc.assert(
      fc.property(fc.array(anyVm, { maxLength: 6 }), (vms) => {
        const plan = examplePlan(vms.map(({ functions, ...rest }, i) => [vm(`v${i}`, rest), functions]))
        const on: EstimateContext = { plan, hosts }
        const answered = new Set(
          [...estimatePlan(on), ...estimateStorage(on), ...notEstimated(on)].map((x) => x.vm)
        )
        expect(plan.vms.map((each) => each.id).filter((id) => !answered.has(id))).toEqual([])
        for (const load of portLoads(on)) expect(load.plannedGbps).toBeLessThanOrEqual(load.ratedGbps)
      })
    )
  })

  it('is a port whose speed nobody knows: no speed is made up', () => {
    const unknownNic = port(PORT_A, 'ens1f0', 0, {
      vendorId: '14e4',
      deviceId: '1750',
      interfaces: [networkInterface('ens1f0', { speedMbps: unknown('link down') })]
    })
    const nowhere: EstimateContext = {
      plan: examplePlan([[vm('a'), [vf(PORT_A, 0)]]]),
      hosts: new Map([['h1', exampleHost({ functions: [unknownNic] })]])
    }
    expect(estimatePlan(nowhere)).toEqual([])
    expect(portLoads(nowhere)).toEqual([])
    expect(notEstimated(nowhere).map((each) => each.reason)).toEqual([
      '0000:3b:00.0 (ens1f0): its speed is not known (link down, and no preset for 14e4:1750)'
    ])
  })

  it('is said for every VM without a number', () => {
    const missing = { kind: 'vf', host: 'h2', pf: PORT_A, index: 0 } as const
    const reasons = notEstimated(
      context(
        examplePlan([
          [vm('none'), []],
          [vm('disk'), [vf(DRIVE, 0)]],
          [vm('net'), [vf(PORT_A, 0)]],
          [vm('gone'), [missing]]
        ])
      )
    )
    expect(reasons.map(({ vm: id, reason }) => `${id}: ${reason}`)).toEqual([
      'none: no function is assigned to it',
      'disk: it has no network function',
      'gone: host h2 was not scanned'
    ])
  })
})
