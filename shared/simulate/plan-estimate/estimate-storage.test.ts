import { describe, expect, it } from 'vitest'
import type { InventoryFunction } from '../../inventory/types.ts'
import type { AssignableFunction, Plan, PlanVm } from '../../plan/types.ts'
import { known, unknown } from '../../reading.ts'
import { driveLoads } from './drive-load.ts'
import { estimateStorage } from './estimate-storage.ts'
import type { EstimateContext } from './estimate-context.ts'
import { DRIVE, exampleHost, examplePlan, port, PORT_A, vf, vm } from './test-host.ts'
import type { StorageEstimate, StorageWay } from '../types.ts'

const WHOLE: AssignableFunction = { kind: 'function', host: 'h1', address: DRIVE }

const context = (plan: Plan, changes: Partial<InventoryFunction> = {}): EstimateContext => {
  const host = exampleHost()
  const functions = host.functions.map((fn) => (fn.address === DRIVE ? { ...fn, ...changes } : fn))
  return { plan, hosts: new Map([['h1', { ...host, functions }]]) }
}

const vms = (count: number, changes: Partial<PlanVm> = {}): Plan =>
  examplePlan(Array.from({ length: count }, (_, i) => [vm(`v${i}`, changes), [vf(DRIVE, i)]]))

const way = (estimate: StorageEstimate | undefined, method: string): StorageWay | undefined =>
  estimate?.ways.find((each) => each.method === method)

describe('an NVMe drive of a plan', () => {
  it('is shared equally by its VFs, with a band and never beyond the link', () => {
    const rows = estimateStorage(context(vms(2, { vcpus: 8 })))
    expect(rows).toHaveLength(2)
    // Gen2 x8, MPS 256: 4096 / (4096 + 16 x 24) of 28.68 Gb/s.
    expect(rows[0]?.upperGbps).toBeCloseTo(26.22, 2)
    const [a, b] = rows.map((row) => way(row, 'sriov'))
    expect(a).toMatchObject({ isPlanned: true, workload: 'random reads, 256 in flight' })
    expect(a?.kiops.isExtrapolated).toBe(true)
    expect(a?.kiops.value).toBeCloseTo(b?.kiops.value ?? 0, 6)
    expect(2 * (a?.gbps.value ?? 0)).toBeLessThanOrEqual(27)
    expect((a?.kiops.value ?? 0) * 2 * 4096 * 8).toBeLessThanOrEqual(26.22e6)
    expect(rows[0]?.statement).toMatch(/shared by 2 functions: about \d+k random reads of 4 KiB a second/)
  })

  it('gives a VM less when one more comes, and less through software', () => {
    const alone = way(estimateStorage(context(vms(1, { vcpus: 8 })))[0], 'sriov')
    const shared = estimateStorage(context(vms(3, { vcpus: 8 })))[0]
    expect(way(shared, 'sriov')?.kiops.value).toBeLessThan(alone?.kiops.value ?? 0)
    expect(way(shared, 'virtio')?.kiops.value).toBeLessThan(way(shared, 'sriov')?.kiops.value ?? 0)
    expect(way(shared, 'virtio')?.hostCores.value).toBeGreaterThan(0.5)
  })

  it('can be given whole to one VM alone', () => {
    const [whole] = estimateStorage(context(examplePlan([[vm('a'), [WHOLE]]])))
    expect(whole?.ways.map(({ method, isPlanned }) => [method, isPlanned])).toEqual([
      ['virtio', false],
      ['direct', true],
      ['sriov', false]
    ])
    expect(way(whole, 'direct')?.kiops.isExtrapolated).toBe(false)
    expect(estimateStorage(context(vms(2)))[0]?.ways.map(({ method }) => method)).toEqual(['virtio', 'sriov'])
  })

  it('of an unknown model is that of its class, with a wider band', () => {
    const [known1] = estimateStorage(context(vms(1)))
    const [other] = estimateStorage(context(vms(1), { vendorId: '1cc1', deviceId: '5762' }))
    const width = (row?: StorageEstimate): number => {
      const { high = 0, low = 1 } = way(row, 'sriov')?.kiops ?? {}
      return high / low
    }
    expect(width(other)).toBeGreaterThan(width(known1))
  })

  it('that is emulated says so', () => {
    const [emulated] = estimateStorage(context(vms(1), { vendorId: '1b36', deviceId: '0010' }))
    expect(emulated?.notes[0]).toBe(
      'an emulated controller: estimated as if it were a flash drive on PCIe gen3'
    )
  })

  it('whose link was not read has no figures but a sentence', () => {
    const [unread] = estimateStorage(context(vms(1), { link: unknown('not root') }))
    expect([unread?.upperGbps, unread?.ways]).toEqual([null, []])
    expect(unread?.statement).toContain('IOPS and latency are not estimated')
    expect(unread?.notes).toEqual(['PCIe link not read: not root'])
  })
})

describe('load of a drive', () => {
  it('grows with the VMs, never beyond what is rated, and says what the next one gets', () => {
    const [one] = driveLoads(context(vms(1, { vcpus: 1 })))
    const [four] = driveLoads(context(vms(4, { vcpus: 1 })))
    expect(one).toMatchObject({ pf: DRIVE, isRatedAssumed: false, vms: ['v0'] })
    // Gen2 x8 carries less than the 1450k that the drive is rated for.
    expect(one?.ratedKiops).toBeLessThan(800)
    expect(four?.plannedKiops).toBeGreaterThan(one?.plannedKiops ?? Infinity)
    expect(four?.plannedKiops).toBeLessThanOrEqual(four?.ratedKiops ?? 0)
    expect(one?.nextVmKiops).toBeGreaterThan(0)
  })

  it('leaves nothing of a drive that is given away whole, and has none for ports', () => {
    expect(driveLoads(context(examplePlan([[vm('a'), [WHOLE]]])))[0]?.nextVmKiops).toBe(0)
    expect(driveLoads(context(examplePlan([[vm('a'), [vf(PORT_A, 0)]]])))).toEqual([])
  })
})

describe('a GPU of a plan', () => {
  const gpu = (functions: readonly AssignableFunction[]): readonly StorageEstimate[] =>
    estimateStorage({
      plan: examplePlan(functions.map((fn, i) => [vm(`v${i}`), [fn]])),
      hosts: new Map([
        ['h1', exampleHost({ functions: [port(PORT_A, '', 0, { class: 'display', interfaces: [] })] })]
      ])
    })

  it('is shared in equal turns, between half of that and all of it', () => {
    const [first] = gpu([vf(PORT_A, 0), vf(PORT_A, 1)])
    expect(first?.computeShare?.value).toBeCloseTo(0.475, 9)
    expect(first?.computeShare?.low).toBeCloseTo(0.2375, 9)
    expect(first?.statement).toContain('about 47.5 % of its compute when all are busy')
    expect(first?.notes[0]).toContain('equal time slices assumed')
  })

  it('given whole is all of it', () => {
    const [first] = gpu([{ kind: 'function', host: 'h1', address: PORT_A }])
    expect(first?.computeShare).toEqual({ value: 1, low: 1, high: 1, isExtrapolated: false })
  })

  it('without a link has a sentence alone', () => {
    const host = exampleHost({
      functions: [port(PORT_A, '', 0, { class: 'display', interfaces: [], link: known(null) })]
    })
    const [first] = estimateStorage({
      plan: examplePlan([[vm('a'), [vf(PORT_A, 0)]]]),
      hosts: new Map([['h1', host]])
    })
    expect(first?.computeShare).toBeNull()
    expect(first?.statement).toBe('GPU 0000:3b:00.0: its compute share is not estimated.')
  })
})

describe('storage of a plan', () => {
  it('says nothing of network functions', () => {
    expect(estimateStorage(context(examplePlan([[vm('a'), [vf(PORT_A, 0)]]])))).toEqual([])
  })
})
