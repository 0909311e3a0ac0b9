import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf, testVfAddress } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan, PlanVfSettings } from '../plan/types.ts'
import { known, unknown } from '../reading.ts'
import type { Finding } from '../check/types.ts'
import { compilePlan } from './testing/compile-plan.ts'
import { give, GPU, gpuFunction, labPlan, NIC, numVfs, NVME, settings } from './testing/lab-plan.ts'

/** The findings for which a plan is not compiled. */
function refusals(plan: Plan, host: InventoryHost): readonly Finding[] {
  const result = compilePlan(plan, host)
  if (result.ok) return []
  if (result.error.kind === 'nothing-planned') throw new Error(result.error.message)
  return result.error.findings
}

describe('compileHost refuses, by a finding of the check,', () => {
  const nic = testPf(NIC)
  const host = testHost(nic)
  const oneVf = labPlan({ pfs: [numVfs(NIC, 1)] })
  const withKnob = (value: PlanVfSettings): Plan => ({ ...oneVf, vfs: [settings(0, value)] })

  it.each<[string, Plan, InventoryHost, string, string]>([
    ['a PF that is not there', labPlan({ pfs: [numVfs(NVME, 1)] }), host, 'function-exists', NVME],
    [
      'a function without SR-IOV',
      labPlan({ pfs: [numVfs(GPU, 1)] }),
      testHost([gpuFunction()]),
      'function-exists',
      GPU
    ],
    [
      'more VFs than the driver allows',
      labPlan({ pfs: [numVfs(NIC, 8)] }),
      host,
      'num-vfs-limit',
      'numVfs 8 exceeds totalVfs 7'
    ],
    [
      'a VF beyond the planned number',
      { ...oneVf, assignments: [give(NIC, 1, 'web1')] },
      host,
      'vf-exists',
      'VF 1'
    ],
    [
      'settings of a VF beyond the planned number',
      { ...oneVf, vfs: [settings(3, { trust: true })] },
      host,
      'vf-exists',
      'VF 3'
    ],
    [
      'a PF without a driver',
      oneVf,
      testHost(testPf(NIC, { driver: null })),
      'pf-can-make-vfs',
      'has no driver'
    ],
    [
      'a driver name that no script should see',
      oneVf,
      testHost(testPf(NIC, { driver: '$(id)' })),
      'pf-driver-readable',
      '$(id)'
    ],
    [
      'a host without bash',
      oneVf,
      testHost(nic, { tools: { bash: false, ip: true } }),
      'tools-present',
      'has no bash'
    ],
    [
      'a host without iproute2',
      oneVf,
      testHost(nic, { tools: { bash: true, ip: false } }),
      'tools-present',
      'has no ip'
    ],
    [
      'a VM on a host without an IOMMU',
      { ...oneVf, assignments: [give(NIC, 0, 'web1')] },
      testHost(nic, { iommu: { kind: 'absent' } }),
      'iommu-on',
      'IOMMU'
    ],
    [
      'a VM that the plan does not have',
      { ...oneVf, assignments: [give(NIC, 0, 'ghost')] },
      host,
      'assignment-valid',
      'ghost'
    ],
    [
      'a VM on another host',
      {
        ...oneVf,
        vms: oneVf.vms.map((vm) => ({ ...vm, host: 'lab2' })),
        assignments: [give(NIC, 0, 'web1')]
      },
      host,
      'assignment-valid',
      'another host'
    ],
    [
      'one VF for two VMs',
      { ...oneVf, assignments: [give(NIC, 0, 'web1'), give(NIC, 0, 'db1')] },
      host,
      'vf-has-one-vm',
      'given to web1 and db1'
    ],
    [
      'a hostile VM name',
      {
        ...oneVf,
        vms: oneVf.vms.map((vm) => ({ ...vm, name: 'x;reboot' })),
        assignments: [give(NIC, 0, 'web1')]
      },
      host,
      'plan-values',
      'x;reboot'
    ],
    [
      'knobs through an interface that is not there',
      withKnob({ trust: true }),
      testHost(testPf(NIC, { interface: null })),
      'pf-has-interface',
      'no network interface'
    ],
    [
      'a MAC on an NVMe VF',
      labPlan({ pfs: [numVfs(NVME, 1)], vfs: [settings(0, { mac: '52:54:00:00:00:01' }, NVME)] }),
      testHost(testPf(NVME, NVME_DRIVE)),
      'attribute-supported',
      'no network function'
    ],
    [
      'an MTU on an NVMe controller',
      labPlan({ pfs: [numVfs(NVME, 1, 1500)] }),
      testHost(testPf(NVME, NVME_DRIVE)),
      'pf-has-interface',
      'no MTU'
    ],
    [
      'a minimum rate on igb',
      withKnob({ minTxRate: 50 }),
      host,
      'attribute-supported',
      'igb does not take a minimum rate'
    ],
    [
      '802.1ad on igb',
      withKnob({ vlan: 5, vlanProtocol: '802.1ad' }),
      host,
      'attribute-supported',
      'igb does not take an 802.1ad VLAN'
    ],
    ['a link state on igb', withKnob({ linkState: 'enable' }), host, 'attribute-supported', 'link state'],
    [
      'even link state auto on igb',
      withKnob({ linkState: 'auto' }),
      host,
      'attribute-supported',
      'link state'
    ],
    [
      'a rate that ixgbe cannot set',
      withKnob({ maxTxRate: 10 }),
      testHost(testPf(NIC, { driver: 'ixgbe', interface: { speedMbps: known(10_000) } })),
      'rate-limits',
      '11'
    ],
    ['a priority without a VLAN', withKnob({ qos: 3 }), host, 'vlan-settings', 'no VLAN'],
    ['VLAN 4095, which igb would take', withKnob({ vlan: 4095 }), host, 'plan-values', '0 (none) to 4094'],
    ['a multicast MAC', withKnob({ mac: '01:00:5e:00:00:01' }), host, 'plan-values', 'unicast'],
    [
      'a minimum above the maximum',
      withKnob({ minTxRate: 500, maxTxRate: 100 }),
      testHost(testPf(NIC, { driver: 'ice' })),
      'rate-limits',
      'guaranteed 500 Mbit/s but limited to 100'
    ],
    [
      'a PF for a VM that also has VFs',
      { ...oneVf, assignments: [{ function: { kind: 'function', host: 'lab1', address: NIC }, vm: 'web1' }] },
      host,
      'given-pf-has-no-vfs',
      'as a whole'
    ],
    [
      'a VF named by its address',
      labPlan({
        assignments: [
          { function: { kind: 'function', host: 'lab1', address: testVfAddress(NIC, 0) }, vm: 'web1' }
        ]
      }),
      testHost(testPf(NIC, { vfs: [{}] })),
      'vf-has-one-vm',
      'VF 0 of 0000:01:00.0'
    ],
    [
      'a bridge',
      labPlan({ assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }] }),
      testHost([gpuFunction({ role: { kind: 'bridge', buses: null } })]),
      'function-exists',
      'bridge'
    ]
  ])('%s', (_, plan, on, rule, text) => {
    const found = refusals(plan, on)
    expect(found.map((one) => one.rule)).toContain(rule)
    const refusal = found.find((one) => one.rule === rule)
    expect(refusal?.message).toContain(text)
    expect(refusal?.fixes[0]?.label).not.toBe('')
  })

  it('a driver that could not be read, with the reason', () => {
    const unreadDriver = nic.map((fn) => ({ ...fn, driver: unknown('permission denied') }))
    expect(refusals(oneVf, testHost(unreadDriver))[0]?.message).toContain('permission denied')
  })

  it('everything at once, not only the first', () => {
    const plan = {
      ...labPlan({ pfs: [numVfs(NIC, 9)] }),
      vfs: [settings(0, { minTxRate: 1, linkState: 'disable' as const })]
    }
    expect(refusals(plan, host).map((one) => one.rule)).toEqual([
      'num-vfs-limit',
      'attribute-supported',
      'attribute-supported'
    ])
  })

  it('nothing of what every driver takes: minimum 0', () => {
    expect(refusals(withKnob({ minTxRate: 0 }), host)).toEqual([])
  })

  it.each<[string, PlanVfSettings]>([
    ['an 802.1ad VLAN on ice, which may be in the mode for it', { vlan: 5, vlanProtocol: '802.1ad' }],
    ['every link state on ice', { linkState: 'enable' }]
  ])('nothing of what a driver may take: %s', (_, value) => {
    expect(refusals(withKnob(value), testHost(testPf(NIC, { driver: 'ice' })))).toEqual([])
  })

  it('nothing because of what it could not read about the IOMMU: the script looks itself', () => {
    const plan = { ...oneVf, assignments: [give(NIC, 0, 'web1')] }
    expect(refusals(plan, testHost(nic, { iommu: { kind: 'unread', reason: 'no sysfs' } }))).toEqual([])
  })
})
