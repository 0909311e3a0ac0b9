import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../inventory/test-host.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../plan/test-plan.ts'
import { vfSlots } from './vf-slots.ts'

const TWO_VFS = testHost([testPf(PF, { vfs: [{ settings: { vlan: 7 } }, {}] })])

describe('vfSlots', () => {
  it('shows the planned VFs, with the address of those that exist', () => {
    const slots = vfSlots(planOf(withVfs(3)), TWO_VFS, at(PF))
    expect(slots.map((slot) => slot.address)).toEqual(['0000:3b:10.0', '0000:3b:10.2', null])
    expect(slots.map((slot) => slot.observed?.vlan ?? null)).toEqual([7, 0, null])
  })

  it('shows the VFs of today where the plan leaves the PF as it is', () => {
    expect(vfSlots(planOf(), TWO_VFS, at(PF))).toHaveLength(2)
    expect(vfSlots(planOf(withVfs(0)), TWO_VFS, at(PF))).toEqual([])
  })

  it('tells who has a VF and what is wanted of it', () => {
    const plan = planOf(withVm('web1'), withVfs(2), give(1, 'web1'), set(1, { trust: true }))
    const [free, given] = vfSlots(plan, TWO_VFS, at(PF))
    expect([free?.vm, free?.settings]).toEqual([null, {}])
    expect([given?.vm?.name, given?.settings]).toEqual(['web1', { trust: true }])
  })

  it('is empty for what is no PF', () => {
    expect(vfSlots(planOf(withVfs(2)), TWO_VFS, at('0000:99:00.0'))).toEqual([])
  })
})
