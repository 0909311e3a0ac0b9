import { expect, it } from 'vitest'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { unknown } from '../../reading.ts'
import { found, said } from '../test-findings.ts'

const RULE = 'pf-driver-readable'
const plan = planOf(withVfs(1))

it('finds a driver that could not be read, with the reason', () => {
  const host = testHost(testPf(PF).map((fn) => ({ ...fn, driver: unknown('permission denied') })))
  expect(said(RULE, plan, host)).toEqual([
    'error: The driver of 0000:3b:00.0 could not be read: permission denied'
  ])
})

it('lets no name into a script that is none of a module', () => {
  const host = testHost(testPf(PF, { driver: '$(id)' }))
  expect(found(RULE, plan, host)).toMatchObject([{ blocks: { kind: 'always' } }])
  expect(said(RULE, plan, host)[0]).toContain('"$(id)"')
})
