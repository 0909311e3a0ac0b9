import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'pf-can-make-vfs'

it.each([
  [null, 'error: 0000:3b:00.0 has no driver, so nothing makes its 2 VFs'],
  ['mlx4_core', 'error: 0000:3b:00.0 (mlx4_core) takes no numVfs 2 at run time']
])('with driver %s it cannot', (driver, message) => {
  const host = testHost([testPf(PF, { driver })])
  expect(said(RULE, planOf(withVfs(2)), host)).toEqual([message])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([])
})

const QAT = {
  driver: 'c6xx',
  class: 'accelerator',
  classCode: 0x0b4000,
  totalVfs: 16,
  vfDriver: null
} as const

it('makes all VFs of a QAT or none', () => {
  const host = testHost([testPf(PF, QAT)])
  expect(said(RULE, planOf(withVfs(8)), host)).toEqual([
    'error: c6xx makes all 16 VFs of 0000:3b:00.0 or none, so numVfs 8 is not reached'
  ])
  expect(repaired(RULE, planOf(withVfs(8)), host)).toEqual(planOf(withVfs(16)))
  expect(said(RULE, planOf(withVfs(16)), host)).toEqual([])
})

it('warns that the VFs of a QAT may stay', () => {
  const host = testHost([testPf(PF, { ...QAT, vfs: 16 })])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([
    'warning: The 16 VFs of 0000:3b:00.0 (c6xx) may not go away by writing 0 to sriov_numvfs'
  ])
})

it('names the numbers that a driver takes', () => {
  const host = testHost([testPf(PF, { ...QAT, driver: 'CNN55XX', totalVfs: 64 })])
  expect(said(RULE, planOf(withVfs(20)), host)).toEqual([
    'error: CNN55XX takes no numVfs 20 on 0000:3b:00.0: it makes 16, 32 and 64 VFs'
  ])
})

it('tells the i915 of the kernel from one that was built beside it', () => {
  const gpu = testPf(PF, { driver: 'i915', class: 'display', classCode: 0x030000 })
  const origin = (origin: 'in-tree' | 'out-of-tree') =>
    testHost([gpu], { drivers: [{ name: 'i915', version: null, origin, firmware: null }] })
  expect(said(RULE, planOf(withVfs(3)), origin('in-tree'))).toEqual([
    'error: 0000:3b:00.0 (i915) takes no numVfs 3 at run time'
  ])
  expect(said(RULE, planOf(withVfs(3)), origin('out-of-tree'))).toEqual([])
})

it('says what a PF on vfio-pci needs, and that nothing is known of a driver', () => {
  const on = (driver: string) => testHost([testPf(PF, { driver })])
  expect(said(RULE, planOf(withVfs(2)), on('vfio-pci'))).toEqual([
    'warning: Whether vfio-pci makes 2 VFs of 0000:3b:00.0 depends on more than the number'
  ])
  expect(said(RULE, planOf(withVfs(2)), on('unheard_of'))).toEqual([
    'info: Nothing is known about driver unheard_of: whether it makes VFs of 0000:3b:00.0 through sriov_numvfs is not known'
  ])
})
