import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { fn, give, PF, planOf, vf, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'vf-has-one-vm'
const HOST = testHost([testPf(PF, { vfs: 2 })])
const VF0 = '0000:3b:10.0'

it('sees that a VF and the function at its address are one thing', () => {
  const plan = planOf(withVm('web1'), withVm('db1'), give(0, 'web1'), give(VF0, 'db1'))
  expect(said(RULE, plan, HOST)[0]).toBe('error: 0000:3b:10.0 is given to web1 and db1')
})

it('takes it from one of the two only', () => {
  const plan = planOf(withVm('web1'), withVm('db1'), give(0, 'web1'), give(VF0, 'db1'))
  expect(repaired(RULE, plan, HOST).assignments).toEqual([{ function: fn(VF0), vm: 'db1' }])
})

it('names a VF by its PF and number, which last longer than its address', () => {
  const plan = planOf(withVm('db1'), give(VF0, 'db1'))
  expect(said(RULE, plan, HOST)).toEqual([
    'error: 0000:3b:10.0 is VF 0 of 0000:3b:00.0, but is given to db1 by its address'
  ])
  expect(repaired(RULE, plan, HOST).assignments).toEqual([{ function: vf(0), vm: 'db1' }])
})
