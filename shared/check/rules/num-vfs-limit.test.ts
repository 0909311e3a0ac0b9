import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { give, PF, planOf, withVfs, withVm } from '../../plan/test-plan.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'num-vfs-limit'
const IGB = testHost([testPf(PF)])

it('goes by what the driver allows, and says what the device has', () => {
  const plan = planOf(withVfs(8))
  expect(said(RULE, plan, IGB)).toEqual(['error: numVfs 8 exceeds totalVfs 7 on 0000:3b:00.0 (igb)'])
  expect(found(RULE, plan, IGB)[0]?.why).toContain('The device has 8, but its driver igb allows 7')
  expect(said(RULE, planOf(withVfs(7)), IGB)).toEqual([])
})

it('says who would lose a VF by the fix', () => {
  const plan = planOf(withVm('web1'), withVfs(8), give(7, 'web1'))
  expect(found(RULE, plan, IGB)[0]?.fixes.map((fix) => fix.label)).toEqual([
    'Plan 7 VFs (takes VF 7 from web1)'
  ])
  expect(repaired(RULE, plan, IGB)).toEqual(planOf(withVm('web1'), withVfs(7)))
})
