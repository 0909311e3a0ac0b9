import { expect, it } from 'vitest'
import { testHost, testPf } from '../test-host.ts'
import { PF, planOf, said, withVfs } from '../test-plan.ts'

const RULE = 'pf-can-make-vfs'

it.each([
  [null, 'error: 0000:3b:00.0 has no driver, so nothing makes its 2 VFs'],
  ['mlx4_core', 'error: 0000:3b:00.0 (mlx4_core) takes no numVfs 2 at run time']
])('with driver %s it cannot', (driver, message) => {
  const host = testHost('lab1', [testPf({ address: PF, driver })])
  expect(said(RULE, planOf(withVfs(2)), host)).toEqual([message])
  expect(said(RULE, planOf(withVfs(0)), host)).toEqual([])
})
