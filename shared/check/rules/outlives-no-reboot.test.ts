import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'outlives-no-reboot'

it('says once that a reboot undoes what a plan changes', () => {
  const plan = planOf(withVm('web1'), withVfs(4), give(0, 'web1'))
  expect(said(RULE, plan, testHost([testPf(PF)]))).toEqual([
    'info: Nothing of what Test changes on a host outlives a reboot'
  ])
})

it('does not say it of a plan that wants what is there', () => {
  const host = testHost([testPf(PF, { vfs: [{ driver: 'vfio-pci' }, {}] })])
  expect(said(RULE, planOf(withVm('web1'), withVfs(2), give(0, 'web1')), host)).toEqual([])
  expect(said(RULE, planOf(withVm('web1')), host)).toEqual([])
})
