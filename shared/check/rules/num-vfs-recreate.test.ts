import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const RULE = 'num-vfs-recreate'
const THREE = testHost([testPf(PF, { vfs: 3 })])

it('says that another number goes through 0', () => {
  expect(said(RULE, planOf(withVfs(5)), THREE)).toEqual([
    'info: numVfs of 0000:3b:00.0 goes from 3 through 0 to 5: its 3 VFs are destroyed'
  ])
  expect(repaired(RULE, planOf(withVfs(5)), THREE)).toEqual(planOf(withVfs(3)))
})

it('lists who uses a VF that goes', () => {
  const host = testHost([testPf(PF, { vfs: [{}, { uses: [{ kind: 'vm', vm: 'old', pid: 4711 }] }, {}] })])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([
    'warning: numVfs of 0000:3b:00.0 goes from 3 to 0: its 3 VFs are destroyed, also VF 1 (running VM old (pid 4711))'
  ])
})

it('leaves the same number and a first number alone', () => {
  expect(said(RULE, planOf(withVfs(3)), THREE)).toEqual([])
  expect(said(RULE, planOf(withVfs(3)), testHost([testPf(PF)]))).toEqual([])
})
