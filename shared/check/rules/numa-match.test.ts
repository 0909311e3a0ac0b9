import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'numa-match'
const OTHER = '0000:5e:00.0'
const HOST = testHost([testPf(PF, { numaNode: 1 }), testPf(OTHER, { numaNode: 0 })])

it('warns of a VM on the other socket, also for a VF that does not exist yet', () => {
  const plan = planOf(withVm('web1', { numaNode: 0 }), withVfs(2), give(0, 'web1'))
  expect(said(RULE, plan, HOST)).toEqual([
    'warning: VF 0 of 0000:3b:00.0 lies on NUMA node 1, web1 on node 0'
  ])
  expect(repaired(RULE, plan, HOST).vms[0]?.numaNode).toBe(1)
})

it('does not move a VM away from its other devices', () => {
  const plan = planOf(
    withVm('web1', { numaNode: 0 }),
    withVfs(2),
    withVfs(2, OTHER),
    give(0, 'web1'),
    give(0, 'web1', OTHER)
  )
  expect(
    found(RULE, plan, HOST)
      .flatMap((one) => one.fixes)
      .some((fix) => fix.apply)
  ).toBe(false)
})

it('says nothing where a node is not known or not wanted', () => {
  const anywhere = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))
  expect(said(RULE, anywhere, HOST)).toEqual([])
  const plan = planOf(withVm('web1', { numaNode: 0 }), withVfs(2), give(0, 'web1'))
  expect(said(RULE, plan, testHost([testPf(PF, { numaNode: null })]))).toEqual([])
})
