import { describe, expect, it } from 'vitest'
import { assign, addVm, setNumVfs, setVfSettings, type EditResult } from '../plan/edits.ts'
import { explainPlanEditError } from '../plan/edit-error.ts'
import { emptyPlan } from '../plan/plan.ts'
import type { Plan, PlanVm } from '../plan/types.ts'
import { checkPlan } from './check-plan.ts'
import { judgeDrops } from './judge-drop.ts'
import { E810, pci, testHost, testPf } from './test-host.ts'

const PF = pci('0000:3b:00.0')

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

/** 64 hosts with 64 VFs each, every VF with a VM of its own and settings. */
function rack(): { readonly plan: Plan; readonly hosts: ReadonlyMap<string, ReturnType<typeof testHost>> } {
  const ids = Array.from({ length: 64 }, (_, at) => `h${at}`)
  const vfs = ids.flatMap((host) => Array.from({ length: 64 }, (_, index) => ({ host, index })))
  const plan: Plan = {
    ...emptyPlan({ id: 'rack', name: 'Rack' }),
    pfs: ids.map((host) => ({ host, address: PF, numVfs: 64 })),
    vms: vfs.map(({ host, index }) => ({
      ...vm(`${host}-${index}`, host),
      guestDriver: { name: 'iavf', version: '4.5.3' }
    })),
    assignments: vfs.map(({ host, index }) => ({
      function: { kind: 'vf', host, pf: PF, index },
      vm: `${host}-${index}`
    })),
    vfs: vfs.map(({ host, index }, at) => ({
      host,
      pf: PF,
      index,
      settings: {
        mac: `02:00:00:00:${(at >> 8).toString(16).padStart(2, '0')}:${(at & 255).toString(16).padStart(2, '0')}`,
        vlan: 100
      }
    }))
  }
  const pf = { ...E810, address: PF, numVfs: 64, numaNode: 0, interface: { name: 'ens1f0' } }
  return { plan, hosts: new Map(ids.map((id) => [id, testHost(id, [testPf(pf)])])) }
}

/** The fastest of some runs: what the code takes when nothing else is in the way. */
function fastestMs(run: () => unknown, times: number): number {
  const samples = Array.from({ length: times }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...samples)
}

describe('checkPlan', () => {
  it('has nothing to say about a plan that wants nothing, and about one that fits', () => {
    const host = testHost('lab1', [testPf({ address: PF, interface: { name: 'enp59s0' } })])
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
          settings: { vlan: 100, qos: 3, trust: true, maxTxRate: 500 }
        })
    )
    expect(checkPlan({ plan, hosts })).toEqual([])
  })

  it('puts errors first, then goes by host and device, the same way every time', () => {
    const hosts = new Map([
      ['a', testHost('a', [testPf({ address: PF })])],
      ['b', testHost('b', [testPf({ address: PF })], { iommu: { kind: 'absent' } })]
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
      'info driver-pair:vm/vm-a:ask:igb',
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

  // Limits are some fifty times what an idle machine needs (8 ms, 12 ms): work that grows with the square of the
  // plan breaks them, a busy machine does not.
  it('judges 64 hosts with 64 VFs each without comparing every VF with every other', () => {
    const { plan, hosts } = rack()
    expect(checkPlan({ plan, hosts })).toEqual([])
    expect(fastestMs(() => checkPlan({ plan, hosts }), 5)).toBeLessThan(400)
  })

  it('judges a drag over 64 VMs without judging the whole rack for each', () => {
    const { plan, hosts } = rack()
    const fn = { kind: 'vf', host: 'h7', pf: PF, index: 5 } as const
    const freed: Plan = { ...plan, assignments: plan.assignments.filter((one) => one.vm !== 'h7-5') }
    expect(judgeDrops({ plan: freed, hosts }, fn).get('h7-5')).toEqual({ kind: 'allowed' })
    expect(fastestMs(() => judgeDrops({ plan: freed, hosts }, fn), 5)).toBeLessThan(600)
  })
})
