import { expect, it } from 'vitest'
import type { PlanVfSettings } from '../../plan/types.ts'
import { testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs } from '../../plan/test-plan.ts'
import { repaired, said } from '../test-findings.ts'

const HOST = testHost([testPf(PF)])

it.each<readonly [PlanVfSettings, number]>([
  [{ qos: 3 }, 1],
  [{ qos: 3, vlan: 0 }, 1],
  [{ vlanProtocol: '802.1ad' }, 1],
  [{ qos: 0, vlan: 0, vlanProtocol: '802.1Q' }, 0],
  [{ qos: 3, vlan: 10 }, 0]
])('%j has %i findings', (settings, count) => {
  expect(said('vlan-settings', planOf(withVfs(1), set(0, settings)), HOST)).toHaveLength(count)
})

it('keeps the other settings when it takes priority and protocol out', () => {
  const plan = planOf(withVfs(1), set(0, { qos: 3, trust: true }))
  expect(repaired('vlan-settings', plan, HOST)).toEqual(planOf(withVfs(1), set(0, { trust: true })))
})
