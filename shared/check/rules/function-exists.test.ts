import { expect, it } from 'vitest'
import { known } from '../../reading.ts'
import { testBridge, testFunction, testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'function-exists'

it('finds a PF whose card has gone, names who loses a VF, and takes it out of the plan', () => {
  const plan = planOf(withVm('web1'), withVfs(4), give(0, 'web1'), set(1, { vlan: 5 }))
  const host = testHost([testPf('0000:5e:00.0')])
  expect(said(RULE, plan, host)).toEqual([
    'error: lab1 has no device at 0000:3b:00.0 any more: the plan gives VF 0 (web1)'
  ])
  expect(repaired(RULE, plan, host)).toEqual(planOf(withVm('web1')))
})

it('finds VFs planned on a function without SR-IOV', () => {
  const host = testHost([testFunction(PF, { driver: known('e1000e') })])
  expect(said(RULE, planOf(withVfs(4)), host)).toEqual([
    'error: 0000:3b:00.0 (e1000e) has no SR-IOV, so it can have no VFs'
  ])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([])
})

it('finds a given function that has gone, and a bridge', () => {
  const bridge = testBridge('0000:00:01.0')
  const plan = planOf(withVm('web1'), give('0000:00:01.0', 'web1'), give('0000:00:02.0', 'web1'))
  expect(said(RULE, plan, testHost([bridge]))).toEqual([
    'error: 0000:00:01.0 is a bridge: it cannot go to web1',
    'error: lab1 has no device at 0000:00:02.0 any more: web1 cannot get it'
  ])
})
