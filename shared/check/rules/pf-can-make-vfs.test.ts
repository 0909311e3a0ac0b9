import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'pf-can-make-vfs'

it.each([
  [null, 'error: 0000:3b:00.0 has no driver, so nothing makes its 2 VFs'],
  ['mlx4_core', 'error: 0000:3b:00.0 (mlx4_core) takes no numVfs 2 at run time']
])('with driver %s it cannot', (driver, message) => {
  const host = testHost([testPf(PF, { driver })])
  expect(said(RULE, planOf(withVfs(2)), host)).toEqual([message])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([])
})
