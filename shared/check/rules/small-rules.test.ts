import { expect, it } from 'vitest'
import { known } from '../../reading.ts'
import { NVME_DRIVE, testFunction, testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

it('tells that the VFs of a port that is down have no link', () => {
  const port = (isUp: boolean, hasCarrier: boolean) =>
    testHost([testPf(PF, { interface: { name: 'ens1', isUp: known(isUp), hasCarrier: known(hasCarrier) } })])
  const plan = planOf(withVm('web1'), withVfs(1), give(0, 'web1'))
  expect(said('pf-link-up', plan, port(false, false))).toEqual([
    'info: ens1 on 0000:3b:00.0 is down: the VFs of web1 have no link until it is up'
  ])
  expect(said('pf-link-up', plan, port(true, false))[0]).toContain('has no carrier')
  expect(said('pf-link-up', plan, port(true, true))).toEqual([])
  expect(said('pf-link-up', planOf(withVfs(1)), port(false, false))).toEqual([])
})

it('warns of a function that cannot be reset between VMs', () => {
  const host = testHost([testFunction('0000:05:00.0', { resetMethods: known([]) })])
  const plan = planOf(withVm('web1'), give('0000:05:00.0', 'web1'))
  expect(said('function-resets', plan, host)).toEqual([
    'warning: 0000:05:00.0 has no way to be reset before web1 gets it'
  ])
})

it('tells what an NVMe VF needs before it comes online', () => {
  const host = testHost([testPf(PF, NVME_DRIVE)])
  const plan = planOf(withVm('db1'), withVfs(2), give(0, 'db1'), give(1, 'db1'))
  expect(found('nvme-resources', plan, host)).toMatchObject([{ severity: 'info', subject: { kind: 'pf' } }])
  expect(said('nvme-resources', planOf(withVfs(2)), host)).toEqual([])
})

it('finds two VMs of one name in a plan that no edit made, and renames one', () => {
  const base = planOf(withVm('a'), withVm('b'))
  const plan = { ...base, vms: base.vms.map((vm) => ({ ...vm, name: 'web' })) }
  const host = testHost([])
  expect(said('vm-name-unique', plan, host)).toEqual(['error: lab1 has more than one VM named web'])
  expect(repaired('vm-name-unique', plan, host).vms.map((vm) => vm.name)).toEqual(['web', 'vm1'])
})
