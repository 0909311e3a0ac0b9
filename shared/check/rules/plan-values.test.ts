import { describe, expect, it } from 'vitest'
import { at, testHost, testPf } from '../../inventory/test-host.ts'
import { PF, planOf, set, withVfs, withVm } from '../../plan/test-plan.ts'
import type { Plan, PlanVfSettings, PlanVm } from '../../plan/types.ts'
import { found, repaired, said } from '../test-findings.ts'

const RULE = 'plan-values'
const host = testHost([testPf(PF)])
const withSettings = (settings: PlanVfSettings): Plan => {
  const plan = planOf(withVfs(2), set(0, { trust: true }))
  return { ...plan, vfs: plan.vfs.map((vf) => ({ ...vf, settings })) }
}
const withVmOf = (change: Partial<PlanVm>): Plan => {
  const plan = planOf(withVm('web1'))
  return { ...plan, vms: plan.vms.map((vm) => ({ ...vm, ...change })) }
}

describe('plan-values', () => {
  it.each<[string, Plan, string]>([
    ['a VLAN that only some drivers would take', withSettings({ vlan: 4095 }), 'VLAN 4095 of VF 0'],
    ['a multicast MAC', withSettings({ mac: '01:00:5e:00:00:01' }), 'unicast'],
    ['a MAC of zeros', withSettings({ mac: '00:00:00:00:00:00' }), 'zeros'],
    ['half a rate', withSettings({ maxTxRate: 0.5 }), 'whole number'],
    ['a name that a shell would take apart', withVmOf({ name: 'x;reboot' }), '"x;reboot"'],
    ['a VM without vCPUs', withVmOf({ vcpus: 0 }), 'vcpus 0'],
    [
      'an MTU below what IPv4 needs',
      { ...planOf(), pfs: [{ host: 'lab1', address: at(PF), numVfs: 1, mtu: 20 }] },
      'mtu 20 of 0000:3b:00.0'
    ]
  ])('refuses %s for good', (_, plan, text) => {
    expect(found(RULE, plan, host)).toMatchObject([{ severity: 'error', blocks: { kind: 'always' } }])
    expect(said(RULE, plan, host)[0]).toContain(text)
  })

  it('takes the settings out of the plan', () => {
    expect(repaired(RULE, withSettings({ vlan: 4095 }), host).vfs).toEqual([])
  })

  it('is content with what edits make', () => {
    expect(said(RULE, planOf(withVm('web1'), withVfs(2), set(0, { vlan: 4094, qos: 7 })), host)).toEqual([])
  })
})
