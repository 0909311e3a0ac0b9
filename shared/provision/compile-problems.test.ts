import { describe, expect, it } from 'vitest'
import type { InventoryHost } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { Plan, PlanVfSettings } from '../plan/types.ts'
import { unknown } from '../reading.ts'
import { compileHost } from './compile.ts'
import {
  give,
  GPU,
  labHost,
  labPlan,
  NIC,
  NVME,
  pfFunctions,
  plainFunction,
  vfAddressOf
} from './lab-fixture.ts'
import type { CompileProblem } from './types.ts'

const numVfs = (address: PciAddress, count: number, mtu?: number): Plan['pfs'][number] => ({
  host: 'lab1',
  address,
  numVfs: count,
  ...(mtu === undefined ? {} : { mtu })
})
const settings = (index: number, value: PlanVfSettings, pf = NIC): Plan['vfs'][number] => ({
  host: 'lab1',
  pf,
  index,
  settings: value
})

function problems(plan: Plan, host: InventoryHost): readonly CompileProblem[] {
  const result = compileHost(plan, host)
  return result.ok ? [] : result.error
}

describe('compileHost refuses', () => {
  const nic = pfFunctions({ address: NIC })
  const host = labHost(nic)
  const oneVf = labPlan({ pfs: [numVfs(NIC, 1)] })
  const withKnob = (value: PlanVfSettings): Plan => ({ ...oneVf, vfs: [settings(0, value)] })

  it.each<[string, Plan, InventoryHost, CompileProblem['kind'], string]>([
    ['a PF that is not there', labPlan({ pfs: [numVfs(NVME, 1)] }), host, 'unknown-function', NVME],
    [
      'a function without SR-IOV',
      labPlan({ pfs: [numVfs(GPU, 1)] }),
      labHost([plainFunction(GPU)]),
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
    [
      'a PF without a driver',
      oneVf,
      labHost(pfFunctions({ address: NIC, driver: null })),
      'no-driver',
      'has no driver'
    ],
    [
      'a driver name that no script should see',
      oneVf,
      labHost(pfFunctions({ address: NIC, driver: '$(id)' })),
      'hostile-name',
      '$(id)'
    ],
    [
      'a host without bash',
      oneVf,
      labHost(nic, { tools: { bash: false, ip: true } }),
      'tool-missing',
      'has no bash'
    ],
    [
      'a host without iproute2',
      oneVf,
      labHost(nic, { tools: { bash: true, ip: false } }),
      'tool-missing',
      'has no ip'
    ],
    [
      'a VM on a host without an IOMMU',
      { ...oneVf, assignments: [give(NIC, 0, 'web1')] },
      labHost(nic, { iommu: { kind: 'absent' } }),
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
      labHost(pfFunctions({ address: NIC, interface: null })),
      'no-interface',
      'no network interface'
    ],
    [
      'a MAC on an NVMe VF',
      labPlan({ pfs: [numVfs(NVME, 1)], vfs: [settings(0, { mac: '52:54:00:00:00:01' }, NVME)] }),
      labHost(pfFunctions({ address: NVME, class: 'nvme' })),
      'not-a-nic',
      'no network VF'
    ],
    [
      'an MTU on an NVMe controller',
      labPlan({ pfs: [numVfs(NVME, 1, 1500)] }),
      labHost(pfFunctions({ address: NVME, class: 'nvme' })),
      'not-a-nic',
      'no MTU'
    ],
    [
      'a minimum rate on igb',
      withKnob({ minTxRate: 50 }),
      host,
      'knob-refused',
      'igb cannot guarantee a minimum rate'
    ],
    ['802.1ad on igb', withKnob({ vlan: 5, vlanProtocol: '802.1ad' }), host, 'knob-refused', '802.1Q only'],
    ['a link state on igb', withKnob({ linkState: 'enable' }), host, 'knob-refused', 'link state'],
    ['a priority without a VLAN', withKnob({ qos: 3 }), host, 'bad-value', 'VLAN'],
    ['VLAN 4095, which igb would take', withKnob({ vlan: 4095 }), host, 'bad-value', '0 to 4094'],
    ['a multicast MAC', withKnob({ mac: '01:00:5e:00:00:01' }), host, 'bad-value', 'unicast'],
    [
      'a minimum above the maximum',
      withKnob({ minTxRate: 500, maxTxRate: 100 }),
      labHost(pfFunctions({ address: NIC, driver: 'ice' })),
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
          { function: { kind: 'function', host: 'lab1', address: vfAddressOf(NIC, 0) }, vm: 'web1' }
        ]
      }),
      labHost(pfFunctions({ address: NIC, vfs: [{}] })),
      'not-assignable',
      'VF 0 of 0000:01:00.0'
    ],
    [
      'a bridge',
      labPlan({ assignments: [{ function: { kind: 'function', host: 'lab1', address: GPU }, vm: 'web1' }] }),
      labHost([plainFunction(GPU, { role: { kind: 'bridge' } })]),
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
    expect(problems(oneVf, labHost(unreadDriver))[0]?.message).toContain('permission denied')
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

  it('nothing of what a driver takes as "no change": minimum 0 and link state auto on igb', () => {
    expect(problems(withKnob({ minTxRate: 0, linkState: 'auto' }), host)).toEqual([])
  })

  it('nothing because of what it could not read about the IOMMU: the script looks itself', () => {
    const plan = { ...oneVf, assignments: [give(NIC, 0, 'web1')] }
    expect(problems(plan, labHost(nic, { iommu: { kind: 'unread', reason: 'no sysfs' } }))).toEqual([])
  })
})
