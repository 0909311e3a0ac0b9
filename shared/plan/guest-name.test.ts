import { expect, it } from 'vitest'
import { planOf, withVm } from './test-plan.ts'
import { nextVmName } from './guest-name.ts'

it('takes the first name that no VM of any host has', () => {
  expect(nextVmName(planOf())).toBe('vm1')
  expect(nextVmName(planOf(withVm('vm1'), withVm('vm3', { host: 'lab2' })))).toBe('vm2')
})
