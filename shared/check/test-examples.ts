/** One plan and its hosts for each kind of thing that a rule says: docs/findings.md is made of them. Not shipped. */
import {
  at,
  E810_PORT,
  freshVfSettings,
  NVME_DRIVE,
  testBridge,
  testFunction,
  testHost,
  testPf,
  type TestPf
} from '../inventory/test-host.ts'
import type { InventoryHost, InventoryMaster } from '../inventory/types.ts'
import { give, PF, planOf, set, withVfs, withVm } from '../plan/test-plan.ts'
import type { Plan } from '../plan/types.ts'
import { known, unknown } from '../reading.ts'
import { example, type RuleExample } from './test-example.ts'
import { USE_EXAMPLES } from './test-use-examples.ts'

const IGB = testHost(testPf(PF))
const GPU = '0000:05:00.0'
const SOUND = '0000:05:00.1'
const DRIVE = '0000:04:00.0'
const MAC = '02:00:00:00:00:01'
const CARD = [
  testFunction(GPU, { class: 'display', driver: known('nouveau') }),
  testFunction(SOUND, { class: 'other', driver: known('snd_hda_intel') })
]
/** A QuickAssist engine. */
const QAT: TestPf = {
  driver: 'c6xx',
  ids: ['8086', '37c8', '37c9'],
  class: 'accelerator',
  classCode: 0x0b4000,
  totalVfs: 16,
  vfDriver: null
}
/** A VM with the first of two VFs. */
const ONE_VF = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))
const GIVEN_GPU = planOf(withVm('web1'), give(GPU, 'web1'))

const firmwareRegion = (): RuleExample => {
  const host = testHost([testFunction(DRIVE)])
  const reservedRegions = known([{ start: '0xbddde000', end: '0xbdddefff', type: 'direct' }])
  return example(planOf(withVm('web1'), give(DRIVE, 'web1')), {
    ...host,
    iommuGroups: host.iommuGroups.map((group) => ({ ...group, reservedRegions }))
  })
}

const ENS2 = { name: 'ens2', functions: [at('0000:5e:00.0')] }

/** A port that belongs to `top`. */
const portOf = (
  kind: 'bridge' | 'bond',
  bondMode: string | null,
  other: InventoryMaster['ports'][number]
): RuleExample =>
  example(
    ONE_VF,
    testHost(testPf(PF, { interface: { name: 'ens1', master: 'top' } }), {
      masters: [{ name: 'top', kind, bondMode, ports: [{ name: 'ens1', functions: [at(PF)] }, other] }]
    })
  )

const vmd = (): RuleExample => {
  const [controller, port, drive] = ['0000:00:0e.0', '10000:e0:06.0', '10000:e1:00.0'] as const
  return example(
    planOf(withVm('web1'), give(drive, 'web1')),
    testHost(
      [
        testFunction(controller, { class: 'storage', classCode: 0x010400, driver: known('vmd') }),
        testBridge(port, { parent: at(controller) }),
        testFunction(drive, { class: 'nvme', classCode: 0x010802, driver: known('nvme'), parent: at(port) })
      ],
      { groups: [[controller, port, drive]] }
    )
  )
}

const guest = (version: string): RuleExample =>
  example(
    planOf(withVm('web1', { guestDriver: { name: 'iavf', version } }), withVfs(2), give(0, 'web1')),
    testHost(testPf(PF, E810_PORT), {
      drivers: [{ name: 'ice', version: '1.13.7', origin: 'out-of-tree', firmware: null }]
    })
  )

/** Plans that no edit makes, but a file or a program can. */
const twoVmsOneName = planOf(withVm('a'), withVm('b'))
const withoutItsVm = planOf(withVm('web1'), withVfs(2), give(0, 'web1'))
const withRate = (maxTxRate: number): Plan => planOf(withVfs(2), set(0, { maxTxRate }))
const port = (driver: string, speedMbps: number): InventoryHost =>
  testHost(testPf(PF, { driver, interface: { name: 'ens1', speedMbps: known(speedMbps) } }))

/** By name of the rule. What one case does not show has another. */
export const EXAMPLES: Readonly<Record<string, readonly RuleExample[]>> = {
  'plan-values': [
    example(
      {
        ...planOf(withVfs(2)),
        vfs: [{ host: 'lab1', pf: at(PF), index: 0, settings: { vlan: 4095 } }]
      },
      IGB
    )
  ],
  'host-known': [example(planOf(withVfs(2)))],
  'tools-present': [example(planOf(withVfs(2)), testHost(testPf(PF), { tools: { bash: false, ip: true } }))],
  'assignment-valid': [
    example(
      { ...withoutItsVm, assignments: withoutItsVm.assignments.map((one) => ({ ...one, vm: 'ghost' })) },
      IGB
    ),
    example({ ...withoutItsVm, vms: withoutItsVm.vms.map((vm) => ({ ...vm, host: 'lab2' })) }, IGB)
  ],
  'function-exists': [
    example(ONE_VF, testHost(testPf('0000:5e:00.0'))),
    example(planOf(withVfs(4)), testHost([testFunction(PF, { driver: known('e1000e') })])),
    example(planOf(withVm('web1'), give('0000:00:01.0', 'web1')), testHost([testBridge('0000:00:01.0')]))
  ],
  'iommu-on': [
    example(ONE_VF, {
      ...testHost(testPf(PF), { iommu: { kind: 'off-in-kernel', table: 'DMAR' } }),
      kernelCommandLine: known('ro quiet')
    }),
    example(ONE_VF, testHost(testPf(PF), { iommu: { kind: 'unread', reason: 'no permission' } }))
  ],
  'iommu-group': [
    example(GIVEN_GPU, testHost(CARD, { groups: [[GPU, SOUND]] })),
    example(
      planOf(withVm('web1'), withVm('db1'), give(GPU, 'web1'), give(SOUND, 'db1')),
      testHost(CARD, { groups: [[GPU, SOUND]] })
    ),
    example(GIVEN_GPU, {
      ...testHost(CARD),
      functions: CARD.map((fn) => ({ ...fn, iommuGroup: unknown('no permission') }))
    })
  ],
  'reserved-regions': [firmwareRegion()],
  'behind-controller': [vmd()],
  'parts-of-card': [example(GIVEN_GPU, testHost(CARD))],
  'acs-override': [
    example(
      ONE_VF,
      testHost(testPf(PF), { kernelCommandLine: known('ro intel_iommu=on pcie_acs_override=downstream') })
    )
  ],
  'vf-has-one-vm': [
    example(
      planOf(withVm('web1'), withVm('db1'), give(0, 'web1'), give('0000:3b:10.0', 'db1')),
      testHost(testPf(PF, { vfs: 2 }))
    )
  ],
  'given-pf-has-no-vfs': [example(planOf(withVm('db1'), give(PF, 'db1')), testHost(testPf(PF, { vfs: 2 })))],
  'pf-driver-readable': [
    example(
      planOf(withVfs(1)),
      testHost(testPf(PF).map((fn) => ({ ...fn, driver: unknown('permission denied') })))
    )
  ],
  'pf-can-make-vfs': [
    example(planOf(withVfs(2)), testHost(testPf(PF, { driver: null }))),
    example(planOf(withVfs(2)), testHost(testPf(PF, { driver: 'mlx4_core' }))),
    example(planOf(withVfs(8)), testHost(testPf(PF, QAT))),
    example(planOf(withVfs(0)), testHost(testPf(PF, { ...QAT, vfs: 16 }))),
    example(planOf(withVfs(2)), testHost(testPf(PF, { driver: 'homemade' })))
  ],
  'pf-has-interface': [
    example(planOf(withVfs(1), set(0, { trust: true })), testHost(testPf(PF, { interface: null })))
  ],
  'num-vfs-limit': [example(planOf(withVfs(8)), IGB)],
  'vf-bar-space': [
    example(planOf(withVfs(1)), testHost(testPf(PF, { sriov: { unassignedVfBars: known([0, 3]) } })))
  ],
  'vf-bus-range': [
    example(
      planOf(withVfs(249)),
      testHost([
        testBridge('0000:3a:00.0', {
          role: { kind: 'bridge', buses: { secondary: 0x3b, subordinate: 0x3b } }
        }),
        testPf(PF, {
          ...E810_PORT,
          totalVfs: 256,
          parent: at('0000:3a:00.0'),
          sriov: { firstVfOffset: known(8), vfStride: known(1) }
        })
      ])
    )
  ],
  'pf-vectors-left': [
    example(
      planOf(withVfs(32)),
      testHost(
        testPf(PF, E810_PORT).map((fn) => ({ ...fn, msixVectors: known(512) })),
        { cpu: { model: known('AMD EPYC 9754'), logicalCpus: known(240), mhz: known(2250) } }
      )
    )
  ],
  'vf-exists': [
    example(planOf(withVm('web1'), give(2, 'web1')), testHost(testPf(PF, { vfs: 2 }))),
    example(planOf(set(3, { vlan: 7 })), testHost(testPf(PF, { vfs: 2 })))
  ],
  'in-use-now': USE_EXAMPLES,
  'num-vfs-recreate': [example(planOf(withVfs(5)), testHost(testPf(PF, { vfs: 3 })))],
  'driver-pair': [example(ONE_VF, IGB), guest('2.0.6'), guest('3.7.61')],
  'mac-unique': [
    example(planOf(withVfs(2), set(0, { mac: MAC }), set(1, { mac: MAC })), IGB),
    example(
      planOf(withVfs(1), set(0, { mac: MAC })),
      IGB,
      testHost(testPf(PF, { interface: { name: 'eno1', mac: known(MAC) } }), { id: 'lab9' })
    )
  ],
  'attribute-supported': [
    example(planOf(withVfs(1), set(0, { minTxRate: 50 })), IGB),
    example(planOf(withVfs(1), set(0, { vlan: 5, vlanProtocol: '802.1ad' })), testHost(testPf(PF, E810_PORT)))
  ],
  'spoofchk-needs-mac': [
    example(planOf(withVfs(1), set(0, { spoofchk: true })), testHost(testPf(PF, { driver: 'mlx5_core' }))),
    example(
      planOf(withVfs(1), set(0, { spoofchk: true })),
      testHost(testPf(PF, { driver: 'mlx4_core', vfs: 1 }))
    )
  ],
  'vf-mac-at-start': [example(ONE_VF, IGB)],
  'vfio-takes': [example(planOf(withVfs(16), withVm('web1'), give(0, 'web1')), testHost(testPf(PF, QAT)))],
  'vf-settings-readable': [
    example(
      planOf(withVfs(8), set(6, { vlan: 7 })),
      testHost(
        testPf(PF, {
          ...E810_PORT,
          vfs: 8,
          sriov: { vfSettings: known([0, 1, 2].map((index) => freshVfSettings(index))) }
        })
      )
    )
  ],
  'vlan-settings': [example(planOf(withVfs(1), set(0, { qos: 3 })), IGB)],
  'rate-limits': [
    example(withRate(1001), port('igb', 1000)),
    example(withRate(100), port('ixgbe', 1000)),
    example(withRate(120), port('i40e', 40_000)),
    example(planOf(withVfs(2), set(0, { minTxRate: 600 }), set(1, { minTxRate: 500 })), port('ice', 1000))
  ],
  'numa-match': [
    example(
      planOf(withVm('web1', { numaNode: 0 }), withVfs(2), give(0, 'web1')),
      testHost(testPf(PF, { numaNode: 1 }))
    )
  ],
  'function-resets': [example(GIVEN_GPU, testHost([testFunction(GPU, { resetMethods: known([]) })]))],
  'msix-vectors': [
    example(
      planOf(withVfs(2), withVm('web1', { vcpus: 4 }), give(0, 'web1')),
      testHost(testPf(PF, { vfs: 2 }).map((fn) => ({ ...fn, msixVectors: known(3) })))
    )
  ],
  'pf-link-up': [example(ONE_VF, testHost(testPf(PF, { interface: { name: 'ens1', isUp: known(false) } })))],
  'vf-beside-bridge': [
    portOf('bridge', null, { name: 'tap100i0', functions: [] }),
    portOf('bond', '802.3ad', ENS2),
    portOf('bond', 'active-backup', ENS2)
  ],
  'nvme-resources': [
    example(planOf(withVm('db1'), withVfs(2), give(0, 'db1')), testHost(testPf(PF, NVME_DRIVE)))
  ],
  'vm-name-unique': [
    example({ ...twoVmsOneName, vms: twoVmsOneName.vms.map((vm) => ({ ...vm, name: 'web' })) }, testHost([]))
  ],
  'vm-fits-host': [
    example(planOf(withVm('web1', { memoryMiB: 200_000 }), withVfs(1), give(0, 'web1')), IGB),
    example(planOf(withVm('web1', { numaNode: 2 })), IGB),
    example(planOf(withVm('web1', { vcpus: 64 })), IGB)
  ],
  'outlives-no-reboot': [example(ONE_VF, IGB)]
}
