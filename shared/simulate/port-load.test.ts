import { describe, expect, it } from 'vitest'
import type { Plan } from '../plan/types.ts'
import { estimateStorage } from './estimate-storage.ts'
import { DRIVE, exampleHost, examplePlan, PORT_A, PORT_B, vf, vm } from './from-plan/test-host.ts'
import { notEstimated } from './not-estimated.ts'
import { portLoads } from './port-load.ts'
import type { PlanContext } from './from-plan/context.ts'

const context = (plan: Plan): PlanContext => ({ plan, hosts: new Map([['h1', exampleHost()]]) })
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

describe('storage of a plan', () => {
  it('has an upper bound by the PCIe link and no other number', () => {
    const rows = estimateStorage(
      context(
        examplePlan([
          [vm('a'), [vf(DRIVE, 0)]],
          [vm('b'), [vf(DRIVE, 1)]]
        ])
      )
    )
    expect(rows).toHaveLength(2)
    // Gen2 x8, MPS 256: 4096 / (4096 + 16 x 24) of 28.68 Gb/s.
    expect(rows[0]?.upperGbps).toBeCloseTo(26.22, 2)
    expect(rows[0]?.equalShareGbps).toBeCloseTo(13.11, 2)
    expect(rows[0]?.statement).toContain('IOPS and latency are not estimated')
  })

  it('says nothing of network functions', () => {
    expect(estimateStorage(context(examplePlan([[vm('a'), [vf(PORT_A, 0)]]])))).toEqual([])
  })
})

describe('what is not estimated', () => {
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
