import { describe, expect, it } from 'vitest'
import { known } from '../reading.ts'
import { testBridge, testFunction, testHost, testPf, NVME_DRIVE } from '../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../plan/test-plan.ts'
import { proposeFunctions as propose, type PlacementWish } from './propose.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'

const proposeFunctions = (plan: Plan, host: InventoryHost, vm: string, wish: PlacementWish) =>
  propose({ plan, hosts: new Map([[host.id, host]]) }, vm, wish)

const FAR = '0000:5e:00.0'
const SECOND = '0000:3b:00.1'
const host = testHost([
  testPf(PF, { numaNode: 0, interface: { name: 'ens1f0' } }),
  testPf(SECOND, { numaNode: 0, interface: { name: 'ens1f1' } }),
  testPf(FAR, { numaNode: 1, interface: { name: 'ens2' } }),
  testPf('0000:60:00.0', NVME_DRIVE)
])
const names = (proposal: ReturnType<typeof proposeFunctions>): readonly string[] =>
  proposal?.placements.map(({ function: fn }) => (fn.kind === 'vf' ? `${fn.pf}#${fn.index}` : fn.address)) ??
  []
const all = [withVfs(2), withVfs(2, SECOND), withVfs(2, FAR), withVfs(2, '0000:60:00.0')]

describe('proposeFunctions', () => {
  it('stays on the node of the VM and spreads over its ports', () => {
    const plan = planOf(withVm('web1', { numaNode: 0 }), ...all)
    const proposal = proposeFunctions(plan, host, 'web1', { count: 3, class: 'network' })
    expect(names(proposal)).toEqual([`${PF}#0`, `${SECOND}#0`, `${PF}#1`])
    expect(proposal?.placements[0]?.reasons).toEqual([
      'on NUMA node 0, as web1',
      'on a port that web1 does not use yet',
      'no VM uses this port'
    ])
    expect(proposal?.placements[2]?.drawbacks).toEqual(['web1 has 1 of this port already'])
  })

  it('takes the far node only when nothing nearer is free, and says so', () => {
    const plan = planOf(withVm('web1', { numaNode: 1 }), ...all)
    const proposal = proposeFunctions(plan, host, 'web1', { count: 3, class: 'network' })
    expect(names(proposal)).toEqual([`${FAR}#0`, `${FAR}#1`, `${PF}#0`])
    expect(proposal?.placements[2]?.drawbacks).toEqual(['on NUMA node 0, web1 is on 1'])
  })

  it('follows the devices that the VM has where it names no node', () => {
    const plan = planOf(withVm('web1'), ...all, give(0, 'web1', FAR))
    expect(names(proposeFunctions(plan, host, 'web1', { count: 1, class: 'network' }))).toEqual([`${FAR}#1`])
  })

  it('goes where fewer VMs are', () => {
    const plan = planOf(withVm('web1'), withVm('db1'), ...all, give(0, 'db1'))
    expect(names(proposeFunctions(plan, host, 'web1', { count: 1, class: 'network' }))).toEqual([
      `${SECOND}#0`
    ])
  })

  it('keeps to the class that is asked for, and counts what is missing', () => {
    const plan = planOf(withVm('web1'), ...all)
    const proposal = proposeFunctions(plan, host, 'web1', { count: 3, class: 'nvme' })
    expect(names(proposal)).toEqual(['0000:60:00.0#0', '0000:60:00.0#1'])
    expect(proposal?.shortBy).toBe(1)
  })

  it('avoids a port without a link', () => {
    const dark = testHost([
      testPf(PF, { interface: { name: 'ens1f0', hasCarrier: known(false) } }),
      testPf(SECOND, { interface: { name: 'ens1f1' } })
    ])
    const plan = planOf(withVm('web1'), withVfs(2), withVfs(2, SECOND))
    const proposal = proposeFunctions(plan, dark, 'web1', { count: 3, class: 'network' })
    expect(names(proposal)).toEqual([`${SECOND}#0`, `${SECOND}#1`, `${PF}#0`])
    expect(proposal?.placements[2]?.drawbacks).toEqual(['its port has no link'])
  })

  it('passes over VFs in use and groups that would be split', () => {
    const vfs = ['0000:3b:10.0', '0000:3b:10.2', '0000:3b:10.4']
    const used = { uses: [{ kind: 'vm', vm: 'old', pid: 7 }] as const }
    const shared = testHost([testPf(PF, { vfs: [{}, {}, used] })], {
      groups: [vfs.slice(0, 2)]
    })
    const plan = planOf(withVm('web1'), withVm('db1'), give(0, 'db1'))
    const proposal = proposeFunctions(plan, shared, 'web1', { count: 1, class: 'network' })
    expect(names(proposal)).toEqual([])
    expect(proposal?.passedOver.map((one) => one.why)).toEqual([
      'IOMMU group 0 of lab1 is split between db1 (VF 0 of 0000:3b:00.0) and web1 (VF 1 of 0000:3b:00.0)',
      'it is in use on lab1'
    ])
    expect(names(proposeFunctions(plan, shared, 'db1', { count: 1, class: 'network' }))).toEqual([`${PF}#1`])
  })

  it('takes a VF whose group mate is bound to vfio-pci, as the drop does', () => {
    const mate = testFunction('0000:05:00.0', { driver: known('vfio-pci') })
    const joined = testHost([testPf(PF, { vfs: 1 }), mate], {
      groups: [['0000:3b:10.0', '0000:05:00.0']]
    })
    const proposal = proposeFunctions(planOf(withVm('web1')), joined, 'web1', { count: 1, class: 'network' })
    expect(names(proposal)).toEqual([`${PF}#0`])
    expect(proposal?.passedOver).toEqual([])
  })

  it('expects new VFs behind a port that does not isolate in the group of their PF', () => {
    const port = testBridge('0000:3a:00.0')
    const joined = testHost([port, testPf(PF)], { groups: [['0000:3a:00.0', PF]] })
    const proposal = proposeFunctions(planOf(withVm('web1'), withVfs(1)), joined, 'web1', {
      count: 1,
      class: 'network'
    })
    expect(proposal?.passedOver).toHaveLength(1)
  })

  it('has no answer for a VM of another host', () => {
    const plan = planOf(withVm('web1', { host: 'lab2' }))
    expect(proposeFunctions(plan, host, 'web1', { count: 1, class: 'network' })).toBeNull()
    expect(proposeFunctions(plan, host, 'nobody', { count: 1, class: 'network' })).toBeNull()
  })
})
