import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { fn, give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'given-pf-has-no-vfs'

it('finds a given PF that has VFs today and is left so', () => {
  const plan = planOf(withVm('db1'), give(PF, 'db1'))
  const host = testHost([testPf(PF, { vfs: 2 })])
  expect(said(RULE, plan, host)).toEqual(['error: 0000:3b:00.0 goes to db1 as a whole but has 2 VFs'])
  expect(repaired(RULE, plan, host)).toEqual(planOf(withVm('db1'), give(PF, 'db1'), withVfs(0)))
})

it('is content once no VFs are planned', () => {
  const plan = planOf(withVm('db1'), give(PF, 'db1'), withVfs(0))
  expect(said(RULE, plan, testHost([testPf(PF, { vfs: 2 })]))).toEqual([])
})

it('finds the contradiction in a plan that no edit made', () => {
  const base = planOf(withVm('web1'), withVm('db1'), withVfs(2), give(0, 'web1'))
  const plan = { ...base, assignments: [...base.assignments, { function: fn(PF), vm: 'db1' }] }
  expect(said(RULE, plan, testHost([testPf(PF)]))).toEqual([
    'error: 0000:3b:00.0 goes to db1 as a whole but is planned with numVfs 2, and VF 0 (web1) are given away'
  ])
})
