import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'vf-exists'

it('finds a VF past the number that the PF has and keeps', () => {
  const plan = planOf(withVm('web1'), give(2, 'web1'), set(3, { vlan: 7 }))
  const host = testHost([testPf(PF, { vfs: 2 })])
  expect(said(RULE, plan, host)).toEqual([
    'error: VF 2 of 0000:3b:00.0 does not exist, so web1 cannot get it: it has 2 VFs and is left so',
    'error: VF 3 of 0000:3b:00.0 has settings but does not exist: it has 2 VFs and is left so'
  ])
  expect(repaired(RULE, plan, host).pfs).toEqual(planOf(withVfs(4)).pfs)
})

it('does not offer more VFs than there can be', () => {
  const plan = planOf(withVm('web1'), give(7, 'web1'))
  const host = testHost([testPf(PF, { vfs: 2 })])
  expect(repaired(RULE, plan, host)).toEqual(planOf(withVm('web1')))
})

it('counts the planned VFs, not those of today', () => {
  const plan = planOf(withVm('web1'), withVfs(4), give(3, 'web1'))
  expect(said(RULE, plan, testHost([testPf(PF)]))).toEqual([])
})
