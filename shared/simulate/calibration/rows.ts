/**
 * Published measurements that the model is tuned and judged by. Numbers are those of the design's table; a row may
 * hold several figures. Nothing is tuned to any other data.
 */
import type { PciAddress } from '../../pci/address.ts'
import type { PcieLinkShape } from '../platform/pcie-link.ts'
import type { PointScenario } from '../scenario.ts'
import type { Topic } from './parameter.ts'

/** What was published, and how far the model may be off. */
export type Expectation =
  | {
      readonly figure: string
      /** One value, or the two ends of a published range. */
      readonly published: number | readonly [number, number]
      /** Relative; beyond the ends of a range. */
      readonly tolerance: number
    }
  | { readonly outcome: string; readonly published: string }

export interface CalibrationCase {
  readonly scenario: PointScenario
  readonly expect: Expectation
}

export interface CalibrationRow {
  /** Number in the design's table. */
  readonly row: number
  readonly topic: Topic
  readonly title: string
  readonly source: string
  readonly cases: readonly CalibrationCase[]
}

const MIB = 1024 * 1024
const GEN3X8 = {
  generation: 3,
  lanes: 8,
  maxPayloadBytes: 256,
  maxReadRequestBytes: 512
} as const satisfies PcieLinkShape

type DmaScenario = Extract<PointScenario, { kind: 'dma' }>
type SwitchScenario = Extract<PointScenario, { kind: 'switch' }>

const dma = (changes: Partial<DmaScenario>): DmaScenario => ({
  kind: 'dma',
  device: 'nfp6000',
  cpu: 'xeon-e5-2630v4',
  measure: 'throughput',
  operation: 'read',
  transferBytes: 64,
  windowBytes: 8192,
  isRemote: false,
  iommuPageBytes: null,
  ...changes
})

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

const one = (
  scenario: PointScenario,
  figure: string,
  published: number | readonly [number, number],
  tolerance: number
): CalibrationCase => ({ scenario, expect: { figure, published, tolerance } })

const says = (scenario: PointScenario, outcome: string, published: string): CalibrationCase => ({
  scenario,
  expect: { outcome, published }
})

const row = (
  number: number,
  topic: Topic,
  title: string,
  source: string,
  ...cases: readonly CalibrationCase[]
): CalibrationRow => ({ row: number, topic, title, source, cases })

/** PF 05:00.0 of row 64. */
const PF_05 = '0000:05:00.0' as PciAddress
const routing = (firstVfOffset: number, vf: number): PointScenario => ({
  kind: 'routing-id',
  pf: PF_05,
  firstVfOffset,
  vfStride: 2,
  vf,
  lastBus: null
})

const limitI40e = (maxMbps: number): PointScenario => ({
  kind: 'rate-limit',
  driver: 'i40e',
  linkMbps: 10000,
  maxMbps,
  minMbps: 0
})

const creation = (driver: 'i40e' | 'mlx5', vfs: number): PointScenario => ({ kind: 'vf-creation', driver, vfs })

/** The rows, in order of number. */
export const calibrationRows: readonly CalibrationRow[] = [
  row(
    1,
    'pcie',
    'gen3 x8, MPS 256: left for TLPs',
    'pcie-model run',
    one({ kind: 'pcie-link', link: GEN3X8, measure: 'tlp' }, 'gbps', 57.88, 0.001)
  ),
  row(
    2,
    'pcie',
    'gen4 x16, MPS 256: writes of 1500 B',
    'pcie-model run',
    one(
      {
        kind: 'pcie-link',
        link: { ...GEN3X8, generation: 4, lanes: 16 },
        measure: 'write',
        transferBytes: 1500
      },
      'gbps',
      207.48,
      0.001
    )
  ),
  row(
    3,
    'pcie',
    'simple NIC, both directions, 64 B, gen3 x8 (as published)',
    'pcie-model run',
    one({ kind: 'nic-dma', link: GEN3X8, driving: 'simple', frameBytes: 64, compat: true }, 'gbps', 12.58, 0.005)
  ),
  row(5, 'dma', 'Broadwell, reads of 64 B', 'pcie-bench/data', one(dma({}), 'gbps', 31.9, 0.03)),
  row(
    6,
    'dma',
    'Broadwell, reads of 128 B',
    'pcie-bench/data',
    one(dma({ transferBytes: 128 }), 'gbps', 43.8, 0.08)
  ),
  row(
    8,
    'dma',
    'Broadwell, writes of 64 B',
    'pcie-bench/data',
    one(dma({ operation: 'write' }), 'gbps', 24.27, 0.03)
  ),
  row(
    9,
    'dma',
    'Broadwell, writes of 256 B',
    'pcie-bench/data',
    one(dma({ operation: 'write', transferBytes: 256 }), 'gbps', 50.49, 0.05)
  ),
  row(
    10,
    'dma',
    'reads and writes of 512 B at once, each way',
    'pcie-bench/data',
    one(dma({ operation: 'both', transferBytes: 512 }), 'gbps', 42.68, 0.15)
  ),
  row(
    11,
    'numa',
    'reads of 64 B from the remote socket, windows of 1 to 64 MiB',
    'pcie-bench/data',
    one(dma({ isRemote: true, windowBytes: MIB }), 'gbps', [25.3, 25.7], 0.05),
    one(dma({ isRemote: true, windowBytes: 64 * MIB }), 'gbps', [25.3, 25.7], 0.05)
  ),
  row(
    13,
    'lat',
    'mean latency of reads of 64 and 1024 B',
    'pcie-bench/data',
    one(dma({ measure: 'latency' }), 'ns', 552, 0.03),
    one(dma({ measure: 'latency', transferBytes: 1024 }), 'ns', 847, 0.03)
  ),
  row(
    15,
    'iommu',
    'reads of 64 B, window 1 MiB, 4 KiB pages',
    'pcie-bench/data',
    one(dma({ windowBytes: MIB, iommuPageBytes: 4096 }), 'gbps', 15.2, 0.1)
  ),
  row(
    18,
    'iommu',
    'reads of 256 B, window 64 MiB, 4 KiB pages',
    'pcie-bench/data',
    one(dma({ transferBytes: 256, windowBytes: 64 * MIB, iommuPageBytes: 4096 }), 'gbps', 33.6, 0.1)
  ),
  row(
    20,
    'iommu',
    'writes of 64 B, window 2 MiB, 4 KiB pages',
    'pcie-bench/data',
    one(dma({ operation: 'write', windowBytes: 2 * MIB, iommuPageBytes: 4096 }), 'gbps', 13.6, 0.1)
  ),
  row(
    21,
    'iommu',
    'Haswell, reads of 64 B, window 2 MiB, 4 KiB pages',
    'pcie-bench/data',
    one(dma({ cpu: 'xeon-e5-2620v3', windowBytes: 2 * MIB, iommuPageBytes: 4096 }), 'gbps', 12.6, 0.1)
  ),
  row(
    24,
    'iommu',
    'Broadwell, latency of reads of 64 B, window 4 MiB',
    'pcie-bench/data',
    one(dma({ measure: 'command-latency', windowBytes: 4 * MIB, iommuPageBytes: 4096 }), 'ns', 691.6, 0.08)
  ),
  row(
    25,
    'iommu',
    'Haswell, latency of reads of 64 B, window 4 MiB',
    'pcie-bench/data',
    one(
      dma({
        cpu: 'xeon-e5-2620v3',
        measure: 'command-latency',
        windowBytes: 4 * MIB,
        iommuPageBytes: 4096
      }),
      'ns',
      630.5,
      0.08
    )
  ),
  row(
    26,
    'iommu',
    '200 Gb/s: loss with 4 KiB pages at most 20 %, none with huge pages',
    'Farshin et al., PeerJ CS 2023 e1385',
    ...(['read', 'write'] as const).flatMap((operation) => {
      const share = { kind: 'iommu-share', gbps: 200, frameBytes: 1518, operation } as const
      return [
        one({ ...share, pageBytes: 4096, windowBytes: 64 * MIB }, 'drop', [0, 0.2], 0),
        one({ ...share, pageBytes: 2 ** 21, windowBytes: 64 * MIB }, 'drop', [0, 0], 0)
      ]
    })
  ),
  row(
    27,
    'iommu',
    'Linux 2.6.36 at 10 Gb/s: strict and deferred invalidation',
    'vIOMMU lecture notes, IIT Delhi',
    one({ kind: 'invalidation', mode: 'strict', gbps: 10, frameBytes: 1518 }, 'share', 0.43, 0.23),
    one({ kind: 'invalidation', mode: 'deferred', gbps: 10, frameBytes: 1518 }, 'share', 0.91, 0.11)
  ),
  row(
    28,
    'sriov',
    'i40evf, 64 B, no loss',
    'TRex VM benchmark',
    one({ kind: 'frame-rate', nic: 'xl710', method: 'sriov', frameBytes: 64, ports: 1, queues: 1 }, 'mpps', 10, 0.1)
  ),
  row(
    29,
    'sriov',
    'ixgbevf, 64 B, no loss',
    'TRex VM benchmark',
    one({ kind: 'frame-rate', nic: '82599', method: 'sriov', frameBytes: 64, ports: 1, queues: 1 }, 'mpps', 9, 0.1)
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
    one({ kind: 'latency', path: 'sriov', nic: '82599', cpu: 'xeon-e5-2667v3', offeredMpps: 8.9 }, 'us', 16, 0.3)
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
    one({ kind: 'frame-rate', nic: 'x710', method: 'direct', frameBytes: 64, ports: 2, queues: 2 }, 'mpps', 29.76, 0.01)
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
  row(45, 'ovs', 'OVS-DPDK, 64 B, 1 000 flows', 'ovs_perf', one(softSwitch({ flows: 1000 }), 'mpps', 2.251, 0.05)),
  row(47, 'ovs', 'OVS-DPDK, 64 B, 100 000 flows', 'ovs_perf', one(softSwitch({ flows: 1e5 }), 'mpps', 1.283, 0.1)),
  row(48, 'ovs', 'OVS-DPDK, 64 B, 1 000 000 flows', 'ovs_perf', one(softSwitch({ flows: 1e6 }), 'mpps', 0.136, 0.3)),
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
    one({ kind: 'stream', backend: 'userspace-virtio', direction: 'in', hasOffload: true }, 'gbps', 46.5, 0.15),
    one({ kind: 'stream', backend: 'userspace-virtio', direction: 'out', hasOffload: true }, 'gbps', 50.7, 0.15)
  ),
  row(
    62,
    'tcp',
    'user-space virtio against vhost-net',
    'cloud-hypervisor PR 8035',
    one({ kind: 'stream', backend: 'userspace-virtio', direction: 'out', hasOffload: false }, 'gbps', 2.3, 0.4),
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
  ),
  row(
    64,
    'ctrl',
    'routing ids of VF 0 and 1 of 05:00.0, without and with ARI',
    'linux drivers/pci/iov.c',
    says(routing(384, 0), 'address', '0000:06:10.0'),
    says(routing(128, 0), 'address', '0000:05:10.0'),
    says(routing(384, 1), 'address', '0000:06:10.2'),
    says(routing(128, 1), 'address', '0000:05:10.2')
  ),
  row(
    66,
    'ctrl',
    'ixgbe, 40 VFs with 4 traffic classes',
    'linux ixgbe_sriov.c',
    says(
      { kind: 'vf-limit', driver: 'ixgbe', vfs: 40, trafficClasses: 4, macvlans: 0 },
      'verdict',
      'refused: at most 31 (EPERM)'
    )
  ),
  row(
    67,
    'ctrl',
    'ConnectX-6 Lx, creation of 4, 8 and 16 VFs',
    'sriov-network-operator issue 1015',
    one(creation('mlx5', 4), 'seconds', 1.6, 0.1),
    one(creation('mlx5', 8), 'seconds', 2.6, 0.1),
    one(creation('mlx5', 16), 'seconds', 4.5, 0.1)
  ),
  row(69, 'ctrl', 'i40e, creation of 64 VFs', 'nmstate PR 1704', one(creation('i40e', 64), 'seconds', 22, 0.2)),
  row(
    70,
    'ctrl',
    'a VF after FLR is ready after 100 ms at the earliest',
    'PCIe 3.1 section 6.6.2',
    one({ kind: 'flr', function: 'vf' }, 'readyMs', 100, 0)
  ),
  row(
    72,
    'ctrl',
    'ixgbe PF of API 1.4, VF of 1.1 asks for the RSS table',
    'linux ixgbe_sriov.c',
    says({ kind: 'mailbox', pfApi: '1.4', vfApi: '1.1', request: 'GET_RETA' }, 'reply', 'NACK (EOPNOTSUPP)')
  ),
  row(
    73,
    'switch',
    'i40e, limits of 120 and 30 Mb/s',
    'linux i40e.h',
    one(limitI40e(120), 'maxMbps', 100, 0),
    one(limitI40e(30), 'maxMbps', 50, 0)
  ),
  row(
    76,
    'switch',
    'weights 1:10:89 on 7.27 Gb/s',
    'DTS, ice DCF QoS test plan',
    ...[0.072, 0.72, 6.48].map((published, i) =>
      one({ kind: 'egress-shares', gbps: 7.27, weights: [1, 10, 89] }, `gbps${i}`, published, 0.03)
    )
  )
]
