/** Published measurements of NICs, guests and software switches. */
import type { MechanismScenario } from '../../scenario/scenario.ts'
import { one, row, type CalibrationRow } from './row.ts'

type SwitchScenario = Extract<MechanismScenario, { kind: 'switch' }>

const softSwitch = (changes: Partial<SwitchScenario>): SwitchScenario => ({
  kind: 'switch',
  switch: 'ovs-dpdk',
  cpu: 'xeon-e5-2690v4',
  cores: 1,
  frameBytes: 64,
  wireGbps: 10,
  flows: 10,
  chainLength: 1,
  parallel: 1,
  ...changes
})

const vpp = (changes: Partial<SwitchScenario>): SwitchScenario =>
  softSwitch({ switch: 'vpp', cpu: 'xeon-8180', ...changes })

/** Rows 28 to 63. */
export const softwareRows: readonly CalibrationRow[] = [
  row(
    28,
    'sriov',
    'i40evf, 64 B, no loss',
    'TRex VM benchmark',
    one(
      { kind: 'frame-rate', nic: 'xl710', method: 'sriov', frameBytes: 64, ports: 1, queues: 1 },
      'mpps',
      10,
      0.1
    )
  ),
  row(
    29,
    'sriov',
    'ixgbevf, 64 B, no loss',
    'TRex VM benchmark',
    one(
      { kind: 'frame-rate', nic: '82599', method: 'sriov', frameBytes: 64, ports: 1, queues: 1 },
      'mpps',
      9,
      0.1
    )
  ),
  row(
    30,
    'soft',
    'virtio on ESXi, 64 B, no loss',
    'TRex VM benchmark',
    one(
      { kind: 'frame-rate', nic: '82599', method: 'esxi-virtio', frameBytes: 64, ports: 1, queues: 1 },
      'mpps',
      0.28,
      0.2
    )
  ),
  row(
    31,
    'soft',
    'vmxnet3 on ESXi, 64 B, no loss',
    'TRex VM benchmark',
    one(
      { kind: 'frame-rate', nic: '82599', method: 'esxi-vmxnet3', frameBytes: 64, ports: 1, queues: 1 },
      'mpps',
      0.9,
      0.2
    )
  ),
  row(
    32,
    'lat',
    'ixgbevf at 8.9 Mpps',
    'TRex VM benchmark',
    one(
      { kind: 'latency', path: 'sriov', nic: '82599', cpu: 'xeon-e5-2667v3', offeredMpps: 8.9 },
      'us',
      16,
      0.3
    )
  ),
  row(
    34,
    'lat',
    'virtio on ESXi at 0.26 Mpps',
    'TRex VM benchmark',
    one(
      { kind: 'latency', path: 'esxi-virtio', nic: '82599', cpu: 'xeon-e5-2667v3', offeredMpps: 0.26 },
      'us',
      [37, 40],
      0.3
    )
  ),
  row(
    35,
    'nic',
    'XL710, 64 B, one port',
    'TRex stateless benchmark',
    one(
      { kind: 'frame-rate', nic: 'xl710', method: 'direct', frameBytes: 64, ports: 1, queues: 4 },
      'mppsPerPort',
      31.5,
      0.03
    )
  ),
  row(
    37,
    'nic',
    'X710 with testpmd, 64 B, two ports',
    'FD.io CSIT rls2202',
    one(
      { kind: 'frame-rate', nic: 'x710', method: 'direct', frameBytes: 64, ports: 2, queues: 2 },
      'mpps',
      29.76,
      0.01
    )
  ),
  row(
    40,
    'irq',
    'gain of exitless interrupts, and what they reach of bare metal',
    'ELI, ASPLOS 2012 and CACM 2016',
    one(
      { kind: 'interrupt-tax', kiloInterruptsPerSecond: 80, ghz: 2.93, hasPostedInterrupts: false },
      'gain',
      [1.3, 1.6],
      0
    ),
    one(
      { kind: 'interrupt-tax', kiloInterruptsPerSecond: 80, ghz: 2.93, hasPostedInterrupts: true },
      'share',
      [0.97, 1],
      0
    )
  ),
  row(
    41,
    'pmd',
    'one core forwarding 64 B both ways, bursts of 1 and 2',
    'ixy-languages',
    one({ kind: 'poll-forward', cpu: 'xeon-e3-1230v2', burst: 1, nicMpps: 27.44 }, 'mpps', 8.33, 0.05),
    one({ kind: 'poll-forward', cpu: 'xeon-e3-1230v2', burst: 2, nicMpps: 27.44 }, 'mpps', 14.31, 0.05)
  ),
  row(43, 'ovs', 'OVS-DPDK, 64 B, 10 flows', 'ovs_perf', one(softSwitch({}), 'mpps', 4.727, 0.05)),
  row(
    44,
    'ovs',
    'OVS-DPDK, 10 flows, 512 and 1514 B',
    'ovs_perf',
    one(softSwitch({ frameBytes: 512 }), 'mpps', 2.288, 0.04),
    one(softSwitch({ frameBytes: 1514 }), 'mpps', 0.79, 0.04)
  ),
  row(
    45,
    'ovs',
    'OVS-DPDK, 64 B, 1 000 flows',
    'ovs_perf',
    one(softSwitch({ flows: 1000 }), 'mpps', 2.251, 0.05)
  ),
  row(
    47,
    'ovs',
    'OVS-DPDK, 64 B, 100 000 flows',
    'ovs_perf',
    one(softSwitch({ flows: 1e5 }), 'mpps', 1.283, 0.1)
  ),
  row(
    48,
    'ovs',
    'OVS-DPDK, 64 B, 1 000 000 flows',
    'ovs_perf',
    one(softSwitch({ flows: 1e6 }), 'mpps', 0.136, 0.3)
  ),
  row(
    50,
    'soft',
    'kernel OVS and vhost-net towards a VM, 64 B',
    'ovs_perf',
    one(softSwitch({ switch: 'kernel-ovs', flows: 1000 }), 'mpps', 1.632, 0.2)
  ),
  row(
    51,
    'vhost',
    'VPP, chains of 1, 2 and 8 VMs',
    'cnf-testbed',
    one(vpp({}), 'mpps', 6.1, 0.1),
    one(vpp({ chainLength: 2 }), 'mpps', 3.5, 0.1),
    one(vpp({ chainLength: 8 }), 'mpps', 1.1, 0.1)
  ),
  row(
    53,
    'vhost',
    'VPP, 2 and 8 VMs side by side',
    'cnf-testbed',
    one(vpp({ parallel: 2 }), 'mpps', 3.9, 0.12),
    one(vpp({ parallel: 8 }), 'mpps', 1.4, 0.12)
  ),
  row(
    55,
    'vhost',
    'VPP with two cores, 2 VMs side by side',
    'cnf-testbed',
    one(vpp({ parallel: 2, cores: 2 }), 'mpps', 6.1, 0.15)
  ),
  row(
    56,
    'vhost',
    'VPP with memif, chains of 1 and 4',
    'cnf-testbed',
    one(vpp({ switch: 'memif' }), 'mpps', 6.4, 0.08),
    one(vpp({ switch: 'memif', chainLength: 4 }), 'mpps', 2.2, 0.08)
  ),
  row(
    58,
    'vhost',
    'VPP on a Xeon 6150, one VM',
    'cnf-testbed',
    one(vpp({ cpu: 'xeon-6150' }), 'mpps', 5.4, 0.25)
  ),
  row(
    59,
    'vhost',
    'vhost-net, guest to tap, batched',
    'linux commit 4afb52c',
    one({ kind: 'vhost-net-tx', cpu: 'core-i7-5600u' }, 'mpps', 3.9, 0.1)
  ),
  row(
    60,
    'tcp',
    'user-space virtio, one queue, in and out',
    'cloud-hypervisor PR 3794',
    one(
      { kind: 'stream', backend: 'userspace-virtio', direction: 'in', hasOffload: true },
      'gbps',
      46.5,
      0.15
    ),
    one(
      { kind: 'stream', backend: 'userspace-virtio', direction: 'out', hasOffload: true },
      'gbps',
      50.7,
      0.15
    )
  ),
  row(
    62,
    'tcp',
    'user-space virtio against vhost-net',
    'cloud-hypervisor PR 8035',
    one(
      { kind: 'stream', backend: 'userspace-virtio', direction: 'out', hasOffload: false },
      'gbps',
      2.3,
      0.4
    ),
    one({ kind: 'stream', backend: 'vhost-net', direction: 'out', hasOffload: false }, 'gbps', 10, 0.4),
    one(
      { kind: 'stream', backend: 'vhost-net', direction: 'out', hasOffload: false },
      'vhostOverUserspace',
      4.3,
      0.4
    )
  ),
  row(
    63,
    'lat',
    'port to VM to port, 64 B at 284 kpps',
    'opnfv/nfvbench',
    one(
      { kind: 'latency', path: 'vhost-user-pvp', nic: 'x710', cpu: 'xeon-e5-2690v4', offeredMpps: 0.284 },
      'us',
      53,
      0.4
    )
  )
]
