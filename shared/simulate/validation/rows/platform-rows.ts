/** Published measurements of PCIe, DMA and the IOMMU. */
import type { PcieLinkShape } from '../../cost/pcie-link.ts'
import type { MechanismScenario } from '../../scenario/scenario.ts'
import { one, row, type CalibrationRow } from './row.ts'

const MIB = 1024 * 1024
const GEN3X8 = {
  generation: 3,
  lanes: 8,
  maxPayloadBytes: 256,
  maxReadRequestBytes: 512
} as const satisfies PcieLinkShape

type DmaScenario = Extract<MechanismScenario, { kind: 'dma' }>
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

/** Rows 1 to 27. */
export const platformRows: readonly CalibrationRow[] = [
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
    one(
      { kind: 'nic-dma', link: GEN3X8, driving: 'simple', frameBytes: 64, compat: true },
      'gbps',
      12.58,
      0.005
    )
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
  )
]
