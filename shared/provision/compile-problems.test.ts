import { describe, expect, it } from 'vitest'
import { NVME_DRIVE, testHost, testPf, testVfAddress } from '../inventory/test-host.ts'
import type { InventoryHost } from '../inventory/types.ts'
import type { Plan, PlanVfSettings } from '../plan/types.ts'
import { unknown } from '../reading.ts'
import { compileHost } from './compile.ts'
import { give, GPU, gpuFunction, labPlan, NIC, numVfs, NVME, settings } from './testing/lab-plan.ts'
import type { CompileProblem } from './types.ts'

function problems(plan: Plan, host: InventoryHost): readonly CompileProblem[] {
  const result = compileHost(plan, host)
  return result.ok ? [] : result.error
}

describe('compileHost refuses', () => {
  const nic = testPf(NIC)
  const host = testHost(nic)
  const oneVf = labPlan({ pfs: [numVfs(NIC, 1)] })
  const withKnob = (value: PlanVfSettings): Plan => ({ ...oneVf, vfs: [settings(0, value)] })

  it.each<[string, Plan, InventoryHost, CompileProblem['kind'], string]>([
    ['a PF that is not there', labPlan({ pfs: [numVfs(NVME, 1)] }), host, 'unknown-function', NVME],
    [
      'a function without SR-IOV',
      labPlan({ pfs: [numVfs(GPU, 1)] }),
      testHost([gpuFunction()]),
      'not-a-pf',
      GPU
    ],
    [
      'more VFs than the driver allows',
      labPlan({ pfs: [numVfs(NIC, 8)] }),
      host,
      'too-many-vfs',
      'numVfs 8 exceeds totalVfs 7'
    ],
    [
      'a VF beyond the planned number',
      { ...oneVf, assignments: [give(NIC, 1, 'web1')] },
      host,
      'vf-out-of-range',
      'VF 1'
    ],
    [
      'settings of a VF beyond the planned number',
      { ...oneVf, vfs: [settings(3, { trust: true })] },
      host,
      'vf-out-of-range',
      'VF 3'
    ],
    ['a PF without a driver', oneVf, testHost(testPf(NIC, { driver: null })), 'no-driver', 'has no driver'],
    [
      'a driver name that no script should see',
      oneVf,
      testHost(testPf(NIC, { driver: '$(id)' })),
      'hostile-name',
      '$(id)'
    ],
    [
      'a host without bash',
      oneVf,
      testHost(nic, { tools: { bash: false, ip: true } }),
      'tool-missing',
      'has no bash'
    ],
    [
      'a host without iproute2',
      oneVf,
      testHost(nic, { tools: { bash: true, ip: false } }),
      'tool-missing',
      'has no ip'
    ],
    [
      'a VM on a host without an IOMMU',
      { ...oneVf, assignments: [give(NIC, 0, 'web1')] },
      testHost(nic, { iommu: { kind: 'absent' } }),
      'no-iommu',
      'does not use an IOMMU'
    ],
    [
      'a VM that the plan does not have',
      { ...oneVf, assignments: [give(NIC, 0, 'ghost')] },
      host,
      'unknown-vm',
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
      'vm-elsewhere',
      'another host'
    ],
    [
      'one VF for two VMs',
      { ...oneVf, assignments: [give(NIC, 0, 'web1'), give(NIC, 0, 'db1')] },
      host,
      'assigned-twice',
      'more than one'
    ],
    [
      'a hostile VM name',
      {
        ...oneVf,
        vms: oneVf.vms.map((vm) => ({ ...vm, name: 'x;reboot' })),
        assignments: [give(NIC, 0, 'web1')]
      },
      host,
      'hostile-name',
      'x;reboot'
    ],
    [
      'knobs through an interface that is not there',
      withKnob({ trust: true }),
      testHost(testPf(NIC, { interface: null })),
      'no-interface',
      'no network interface'
    ],
    [
      'a MAC on an NVMe VF',
      labPlan({ pfs: [numVfs(NVME, 1)], vfs: [settings(0, { mac: '52:54:00:00:00:01' }, NVME)] }),
      testHost(testPf(NVME, NVME_DRIVE)),
      'not-a-nic',
      'no network VF'
    ],
    [
      'an MTU on an NVMe controller',
      labPlan({ pfs: [numVfs(NVME, 1, 1500)] }),
      testHost(testPf(NVME, NVME_DRIVE)),
      'not-a-nic',
      'no MTU'
    ],
    [
      'a minimum rate on igb',
      withKnob({ minTxRate: 50 }),
      host,
      'knob-refused',
      'igb does not take a minimum rate'
    ],
    [
      '802.1ad on igb',
      withKnob({ vlan: 5, vlanProtocol: '802.1ad' }),
      host,
      'knob-refused',
      'VLAN 5, priority 0, 802.1ad cannot be set on 0000:01:00.0 VF 0: igb does not take an 802.1ad VLAN'
    ],
    ['a link state on igb', withKnob({ linkState: 'enable' }), host, 'knob-refused', 'link state'],
    ['even link state auto on igb', withKnob({ linkState: 'auto' }), host, 'knob-refused', 'link state auto'],
    [
      'a rate that ixgbe cannot set',
      withKnob({ maxTxRate: 10 }),
      testHost(testPf(NIC, { driver: 'ixgbe' })),
      'knob-refused',
      'ixgbe limits a VF to 11 Mbit/s or more only'
    ],
    ['a priority without a VLAN', withKnob({ qos: 3 }), host, 'bad-value', 'VLAN'],
    ['VLAN 4095, which igb would take', withKnob({ vlan: 4095 }), host, 'bad-value', '0 to 4094'],
    ['a multicast MAC', withKnob({ mac: '01:00:5e:00:00:01' }), host, 'bad-value', 'unicast'],
    [
      'a minimum above the maximum',
      withKnob({ minTxRate: 500, maxTxRate: 100 }),
      testHost(testPf(NIC, { driver: 'ice' })),
      'bad-value',
      'at most the maximum'
    ],
    [
      'a PF for a VM that also has VFs',
      { ...oneVf, assignments: [{ function: { kind: 'function', host: 'lab1', address: NIC }, vm: 'web1' }] },
      host,
      'pf-and-its-vfs',
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
      'not-assignable',
      'VF 0 of 0000:01:00.0'
    ],
    [
      'a bridge',
      labPlan({ assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }] }),
      testHost([gpuFunction({ role: { kind: 'bridge', buses: null } })]),
      'not-assignable',
      'bridge'
    ]
  ])('%s', (_, plan, on, kind, text) => {
    const found = problems(plan, on)
    expect(found.map((problem) => problem.kind)).toContain(kind)
    const problem = found.find((one) => one.kind === kind)
    expect(problem?.message).toContain(text)
    expect(problem?.fix).not.toBe('')
  })

  it('a driver that could not be read, with the reason', () => {
    const unreadDriver = nic.map((fn) => ({ ...fn, driver: unknown('permission denied') }))
    expect(problems(oneVf, testHost(unreadDriver))[0]?.message).toContain('permission denied')
  })

  it('everything at once, not only the first', () => {
    const plan = {
      ...labPlan({ pfs: [numVfs(NIC, 9)] }),
      vfs: [settings(0, { minTxRate: 1, linkState: 'disable' as const })]
    }
    expect(problems(plan, host).map((problem) => problem.kind)).toEqual([
      'too-many-vfs',
      'knob-refused',
      'knob-refused'
    ])
  })

  it('nothing of what every driver takes: minimum 0', () => {
    expect(problems(withKnob({ minTxRate: 0 }), host)).toEqual([])
  })

  it.each<[string, PlanVfSettings]>([
    ['an 802.1ad VLAN on ice, which may be in the mode for it', { vlan: 5, vlanProtocol: '802.1ad' }],
    ['every link state on ice', { linkState: 'enable' }]
  ])('nothing of what a driver may take: %s', (_, value) => {
    expect(problems(withKnob(value), testHost(testPf(NIC, { driver: 'ice' })))).toEqual([])
  })

  it('nothing because of what it could not read about the IOMMU: the script looks itself', () => {
    const plan = { ...oneVf, assignments: [give(NIC, 0, 'web1')] }
    expect(problems(plan, testHost(nic, { iommu: { kind: 'unread', reason: 'no sysfs' } }))).toEqual([])
  })
})
