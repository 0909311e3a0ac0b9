import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'vm-fits-host'
/** 2 nodes with 96,000 MiB each, 40 CPUs. */
const HOST = testHost([testPf(PF)])

it('adds up the memory that VMs with devices lock', () => {
  const big = (memoryMiB: number) =>
    planOf(
      withVm('a', { memoryMiB }),
      withVm('b', { memoryMiB: 100_000 }),
      withVfs(2),
      give(0, 'a'),
      give(1, 'b')
    )
  expect(said(RULE, big(100_000), HOST)).toEqual([
    'error: VMs with assigned devices lock 200000 MiB of the 192000 MiB of lab1'
  ])
  expect(said(RULE, big(80_000), HOST)).toEqual([
    'warning: VMs with assigned devices lock 180000 MiB of the 192000 MiB of lab1'
  ])
  expect(said(RULE, big(50_000), HOST)).toEqual([])
})

it('does not count VMs without devices', () => {
  expect(said(RULE, planOf(withVm('a', { memoryMiB: 500_000 })), HOST)).toEqual([])
})

it('finds a node that is not there, one that is too small, and too many vCPUs', () => {
  const plan = planOf(
    withVm('a', { numaNode: 2 }),
    withVm('b', { numaNode: 1, memoryMiB: 97_000, vcpus: 64 }),
    withVfs(1),
    give(0, 'b')
  )
  expect(said(RULE, plan, HOST)).toEqual([
    'error: a is to lie on NUMA node 2, but lab1 has only 0, 1',
    'warning: b locks 97000 MiB, but NUMA node 1 has 96000 MiB',
    'warning: b has 64 vCPUs, lab1 has 40 CPUs'
  ])
  expect(repaired(RULE, plan, HOST).vms[0]?.numaNode).toBeNull()
})
