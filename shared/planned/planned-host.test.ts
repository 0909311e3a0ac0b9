import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../inventory/test-host.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../plan/test-plan.ts'
import { readOr } from '../reading.ts'
import { everyPf, pfAt, plannedHost, plannedHosts } from './planned-host.ts'
import { slotsOf } from './planned-pf.ts'

const SECOND = '0000:3b:00.1'
const TWO_VFS = testHost([testPf(PF, { vfs: [{ settings: { vlan: 7 } }, {}] }), testPf(SECOND)])

const slots = (plan: ReturnType<typeof planOf>, address = PF) => {
  const pf = pfAt(plannedHost(plan, TWO_VFS), at(address))
  return pf ? slotsOf(pf) : []
}

describe('the VFs of a PF under a plan', () => {
  it('are the planned ones, with the address of those that exist', () => {
    const planned = slots(planOf(withVfs(3)))
    expect(planned.map((slot) => slot.address)).toEqual(['0000:3b:10.0', '0000:3b:10.2', null])
    expect(planned.map((slot) => readOr(slot.held, null)?.vlan ?? null)).toEqual([7, 0, null])
  })

  it('are those of today where the plan leaves the PF as it is', () => {
    expect(slots(planOf())).toHaveLength(2)
    expect(slots(planOf(withVfs(0)))).toEqual([])
  })

  it('tell which VM has them and what is wanted of them', () => {
    const plan = planOf(withVm('web1'), withVfs(2), give(1, 'web1'), set(1, { trust: true }))
    const [free, assigned] = slots(plan)
    expect([free?.vm, free?.settings]).toEqual([null, {}])
    expect([assigned?.vm?.name, assigned?.settings]).toEqual(['web1', { trust: true }])
  })

  it('are none of what is no PF', () => {
    expect(slots(planOf(withVfs(2)), '0000:99:00.0')).toEqual([])
  })

  it('are listed beyond their number where the plan asks for more than it makes', () => {
    const plan = planOf(withVm('web1'), withVfs(4), give(3, 'web1'))
    const fewer = { ...plan, pfs: plan.pfs.map((pf) => ({ ...pf, numVfs: 1 })) }
    const pf = pfAt(plannedHost(fewer, TWO_VFS), at(PF))
    expect(pf?.vfs.map((vf) => [vf.index, vf.willExist])).toEqual([
      [0, true],
      [3, false]
    ])
  })
})

describe('a host under a plan', () => {
  it('names only the PFs of which the plan wants something, and can show the others', () => {
    const planned = plannedHost(planOf(withVfs(2)), TWO_VFS)
    expect(planned.pfs.map((pf) => pf.address)).toEqual([PF])
    expect(everyPf(planned).map((pf) => pf.address)).toEqual([PF, SECOND])
  })

  it('is the same on its own and among all hosts of the plan', () => {
    const plan = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))
    const hosts = new Map([[TWO_VFS.id, TWO_VFS]])
    expect(plannedHosts({ plan, hosts })).toEqual([plannedHost(plan, TWO_VFS)])
  })

  it('knows the VM that has a PF as a whole', () => {
    const plan = planOf(withVm('web1'), give(SECOND, 'web1'))
    expect(everyPf(plannedHost(plan, TWO_VFS)).map((pf) => pf.wholeTo?.name ?? null)).toEqual([null, 'web1'])
  })
})
