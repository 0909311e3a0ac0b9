import { expect, it } from 'vitest'
import { planOf, withVfs } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

it('refuses to judge a host that was never read', () => {
  expect(said('host-known', planOf(withVfs(2)))).toEqual([
    'error: Host lab1 was never read, so nothing about it can be judged'
  ])
})
