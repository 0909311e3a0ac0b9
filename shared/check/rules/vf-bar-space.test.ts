import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { known, unknown } from '../../reading.ts'
import { said } from '../test-findings.ts'

const RULE = 'vf-bar-space'
const host = (unassignedVfBars: ReturnType<typeof known<readonly number[]>> | ReturnType<typeof unknown>) =>
  testHost([testPf(PF, { sriov: { unassignedVfBars } })])

it('finds a PF whose VF BARs got no addresses, because it can make no VF at all', () => {
  expect(said(RULE, planOf(withVfs(1)), host(known([0, 3])))).toEqual([
    'error: 0000:3b:00.0 can make none of its 1 VFs: VF BAR 0 and VF BAR 3 got no address space'
  ])
})

it('says nothing where all have them, where nobody knows, and where no VF is wanted', () => {
  expect(said(RULE, planOf(withVfs(1)), host(known([])))).toEqual([])
  expect(said(RULE, planOf(withVfs(1)), host(unknown('not root')))).toEqual([])
  expect(said(RULE, planOf(withVfs(0)), host(known([0])))).toEqual([])
})
