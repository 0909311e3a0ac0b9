import { expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, withVfs } from '../../plan/test-plan.ts'
import { said } from '../test-findings.ts'

const RULE = 'tools-present'
const plan = planOf(withVfs(2))

it('finds a host without the shell or the tool that the script needs', () => {
  expect(said(RULE, plan, testHost([testPf(PF)], { tools: { bash: false, ip: false } }))).toEqual([
    'error: lab1 has no bash, which the script that applies the plan needs',
    'error: lab1 has no ip, which the script that applies the plan needs'
  ])
})

it('asks for no ip where no interface is touched', () => {
  const host = testHost(testPf(PF, NVME_DRIVE), { tools: { bash: true, ip: false } })
  expect(said(RULE, plan, host)).toEqual([])
})

it('does not call a tool missing that was not looked for', () => {
  expect(said(RULE, plan, testHost([testPf(PF)], { tools: {} }))).toEqual([])
})
