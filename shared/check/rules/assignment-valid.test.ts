import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'assignment-valid'
const host = testHost([testPf(PF)])
const plan = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))

it('finds a VM that the plan does not have', () => {
  const ghost = { ...plan, assignments: plan.assignments.map((one) => ({ ...one, vm: 'ghost' })) }
  expect(said(RULE, ghost, host)).toEqual([
    'error: VF 0 of 0000:3b:00.0 is given to a VM "ghost" that the plan does not have'
  ])
  expect(repaired(RULE, ghost, host).assignments).toEqual([])
})

it('finds a VM on another host', () => {
  const elsewhere = { ...plan, vms: plan.vms.map((vm) => ({ ...vm, host: 'lab2' })) }
  expect(said(RULE, elsewhere, host)).toEqual([
    'error: VF 0 of 0000:3b:00.0 is on lab1, but web1 runs on another host, lab2'
  ])
})

it('finds a function that one VM is to get twice', () => {
  const twice = { ...plan, assignments: [...plan.assignments, ...plan.assignments] }
  expect(said(RULE, twice, host)).toEqual(['error: VF 0 of 0000:3b:00.0 is given to web1 twice'])
})

it('is content with one VM each', () => {
  expect(said(RULE, plan, host)).toEqual([])
})
