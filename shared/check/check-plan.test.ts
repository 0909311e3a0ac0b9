import { describe, expect, it } from 'vitest'
import { assign, addVm, setNumVfs, setVfSettings, type EditResult } from '../plan/edits.ts'
import { explainPlanEditError } from '../plan/edit-error.ts'
import { emptyPlan } from '../plan/plan.ts'
import type { Plan, PlanVm } from '../plan/types.ts'
import { checkPlan } from './check-plan.ts'
import { rack } from './test-rack.ts'
import { at, testHost, testPf } from '../inventory/test-host.ts'

const PF = at('0000:3b:00.0')

function edited(plan: Plan, ...edits: readonly ((plan: Plan) => EditResult)[]): Plan {
  return edits.reduce((current, edit) => {
    const result = edit(current)
    if (!result.ok) throw new Error(explainPlanEditError(result.error))
    return result.value
  }, plan)
}

const vm = (id: string, host: string): PlanVm => ({
  id,
  name: id,
  host,
  vcpus: 2,
  memoryMiB: 1024,
  numaNode: 0
})

describe('checkPlan', () => {
  it('has nothing to say about a plan that wants nothing, and of one that fits only that a reboot undoes it', () => {
    const host = testHost([testPf(PF, { interface: { name: 'enp59s0' } })])
    const hosts = new Map([['lab1', host]])
    const empty = emptyPlan({ id: 'p', name: 'p' })
    expect(checkPlan({ plan: empty, hosts })).toEqual([])
    const plan = edited(
      empty,
      (p) => addVm(p, { ...vm('web1', 'lab1'), guestDriver: { name: 'igbvf', kernel: '6.1.0-56-amd64' } }),
      (p) => setNumVfs(p, { host: 'lab1', address: PF, numVfs: 4 }),
      (p) => assign(p, { function: { kind: 'vf', host: 'lab1', pf: PF, index: 0 }, vm: 'web1' }),
      (p) =>
        setVfSettings(p, {
          host: 'lab1',
          pf: PF,
          index: 0,
          settings: { mac: '02:00:00:00:00:01', vlan: 100, qos: 3, trust: true, maxTxRate: 500 }
        })
    )
    expect(checkPlan({ plan, hosts }).map((one) => one.id)).toEqual(['outlives-no-reboot:plan'])
  })

  it('puts errors first, then goes by host and device, the same way every time', () => {
    const hosts = new Map([
      ['a', testHost(testPf(PF), { id: 'a' })],
      ['b', testHost(testPf(PF), { id: 'b', iommu: { kind: 'absent' } })]
    ])
    const plan = edited(
      emptyPlan({ id: 'p', name: 'p' }),
      ...['b', 'a'].flatMap((id) => [
        (p: Plan) => addVm(p, { ...vm(`vm-${id}`, id) }),
        (p: Plan) => setNumVfs(p, { host: id, address: PF, numVfs: 9 }),
        (p: Plan) => assign(p, { function: { kind: 'vf', host: id, pf: PF, index: 0 }, vm: `vm-${id}` })
      ])
    )
    const found = checkPlan({ plan, hosts })
    expect(found.map((one) => `${one.severity} ${one.id}`)).toEqual([
      'error num-vfs-limit:pf/a/0000:3b:00.0',
      'error iommu-on:host/b',
      'error num-vfs-limit:pf/b/0000:3b:00.0',
      'info outlives-no-reboot:plan',
      'info vf-mac-at-start:vf/a/0000:3b:00.0/0',
      'info driver-pair:vm/vm-a:ask:igb',
      'info vf-mac-at-start:vf/b/0000:3b:00.0/0',
      'info driver-pair:vm/vm-b:ask:igb'
    ])
    expect(checkPlan({ plan, hosts }).map((one) => one.id)).toEqual(found.map((one) => one.id))
  })

  it('gives every finding an id of its own', () => {
    const { plan, hosts } = rack()
    const broken: Plan = {
      ...plan,
      pfs: plan.pfs.map((pf) => ({ ...pf, numVfs: 65 })),
      vfs: plan.vfs.map((vf) => ({
        ...vf,
        settings: { mac: '02:00:00:00:00:01', qos: 3, minTxRate: 9000, maxTxRate: 2000 }
      }))
    }
    const ids = checkPlan({ plan: broken, hosts }).map((one) => one.id)
    expect(ids.length).toBeGreaterThan(64 * 64 * 3)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('finds no fault with 64 hosts with 64 VFs each that fit', () => {
    expect(checkPlan(rack()).map((one) => one.id)).toEqual(['outlives-no-reboot:plan'])
  })
})
