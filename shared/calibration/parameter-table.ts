/**
 * The one table of every number that the model takes as an input, with unit, valid range, topic and source; nothing else
 * in `shared/simulate` holds a tuned constant. What the model does with them: `parameters.ts`.
 *
 * Sources in short: PM = github pcie-bench/pcie-model; PD = github pcie-bench/data; CNCF = cncf/cnf-testbed
 * results summary; OVSP = chaudron/ovs_perf README; IXY = ixy-languages; CAL n = row n of `rows.ts`.
 */
import { parameter, type Parameter } from './parameter.ts'

/** Inputs by name, "topic.input". */
export const parameterTable = {
  // PCIe link
  'pcie.tlpOverheadBytes': parameter(8, 'B', [8, 12], 'pcie', 'published', 'PM: 6 B DLL + 2 B framing'),
  'pcie.tlpHeaderBytes': parameter(4, 'B', [4, 4], 'pcie', 'published', 'PM: common TLP header'),
  'pcie.requestBytes': parameter(12, 'B', [8, 12], 'pcie', 'published', 'PM: MRd/MWr with 64-bit address'),
  'pcie.completionBytes': parameter(8, 'B', [8, 8], 'pcie', 'published', 'PM: CplD'),
  'pcie.dllpBytes': parameter(8, 'B', [8, 8], 'pcie', 'published', 'PM: ACK and flow-control DLLP'),
  'pcie.measuredOverhead': parameter(
    0.056,
    '1',
    [0.04, 0.1],
    'pcie',
    'derived',
    'PD: 512 B writes of the NFP6000 reach 54.4 Gb/s on gen3 x8'
  ),

  // DMA of a device (NFP6000 on Xeon hosts)
  'dma.readDeviceRate': parameter(
    320,
    'M/s',
    [40, 1000],
    'dma',
    'fitted',
    'CAL 5, 6, 11, 15, 18, 21; PD NFP6000'
  ),
  'dma.readExponent': parameter(1, '1', [1, 8], 'dma', 'fitted', 'same fit: 3 ns a request, not overlapped'),
  'dma.readsInFlight': parameter(33.7, '1', [8, 256], 'dma', 'fitted', 'CAL 5, 11: rate times latency'),
  'dma.writeDeviceRate': parameter(48.5, 'M/s', [20, 200], 'dma', 'fitted', 'CAL 8, 9; PD NFP6000'),
  'dma.writeExponent': parameter(4, '1', [1, 8], 'dma', 'fitted', 'CAL 8, 9'),
  'dma.duplexEfficiency': parameter(0.85, '1', [0.7, 1], 'dma', 'fitted', 'CAL 10: reads and writes at once'),
  'dma.readLatency': parameter(532, 'ns', [300, 2000], 'lat', 'fitted', 'CAL 13; PD BDW local, warm cache'),
  'dma.readLatencyPerByte': parameter(0.307, 'ns/B', [0.1, 1], 'lat', 'fitted', 'CAL 13; PD 64 to 1024 B'),
  'dma.commandLatency': parameter(
    426,
    'ns',
    [300, 1300],
    'lat',
    'published',
    'PD lat_cmd, IOTLB hit, median'
  ),
  'dma.remoteLatency': parameter(112, 'ns', [60, 200], 'numa', 'derived', 'PD: IB 753 -> 865 ns'),
  'dma.cacheMissReadFactor': parameter(
    0.873,
    '1',
    [0.7, 1],
    'dma',
    'derived',
    'PD BDW 64 B reads: 32.5 -> 28.4 Gb/s beyond the last-level cache'
  ),

  // IOMMU
  'iommu.readEntries': parameter(
    80,
    '1',
    [16, 4096],
    'iommu',
    'fitted',
    'PD, 66 points, BDW and HSW E5-2620v3'
  ),
  'iommu.readWalk': parameter(46, 'ns', [20, 400], 'iommu', 'fitted', 'PD, same fit'),
  'iommu.readExponent': parameter(3, '1', [1, 8], 'iommu', 'fitted', 'PD, same fit'),
  'iommu.writeEntries': parameter(96, '1', [16, 4096], 'iommu', 'fitted', 'PD, same fit'),
  'iommu.writeWalk': parameter(40, 'ns', [20, 400], 'iommu', 'fitted', 'PD, same fit'),
  'iommu.writeExponent': parameter(6, '1', [1, 8], 'iommu', 'fitted', 'PD, same fit'),
  'iommu.walkGrowth': parameter(5, 'ns', [0, 50], 'iommu', 'fitted', 'PD, same fit: windows beyond 1 MiB'),
  'iommu.latencyEntries': parameter(115, '1', [16, 4096], 'iommu', 'derived', 'PD lat_cmd, BDW; HSW 117'),
  'iommu.missLatency': parameter(280, 'ns', [150, 500], 'iommu', 'published', 'PD lat_cmd, BDW; HSW 227'),
  'iommu.frameBase': parameter(
    1230,
    'ns',
    [200, 4000],
    'iommu',
    'derived',
    'CAL 27: 1518 B at 10 Gb/s line rate'
  ),
  'iommu.strictInvalidation': parameter(
    1631,
    'ns',
    [300, 5000],
    'iommu',
    'fitted',
    'CAL 27: Linux 2.6.36, 43 % of line; old kernel, one core'
  ),
  'iommu.deferredInvalidation': parameter(122, 'ns', [10, 500], 'iommu', 'fitted', 'CAL 27: 91 % of line'),

  // Guest and poll-mode drivers
  'pmd.frameCycles': parameter(66, 'cycles/frame', [30, 300], 'pmd', 'fitted', 'CAL 41; IXY C driver'),
  'pmd.burstCycles': parameter(330, 'cycles/burst', [100, 1000], 'pmd', 'fitted', 'CAL 41; IXY C driver'),
  'pmd.coreMpps': parameter(
    31.9,
    'Mpps',
    [10, 150],
    'pmd',
    'published',
    'TRex stateless benchmark: most that one core sent, from memory; stands in for queues without a figure of their own'
  ),
  'guest.streamGbpsPerVcpu': parameter(
    46.5,
    'Gb/s',
    [10, 60],
    'tcp',
    'published',
    'cloud-hypervisor PR 3794: one queue with segmentation offload; forum grade'
  ),
  'guest.maxQueues': parameter(
    4,
    '1',
    [1, 16],
    'sriov',
    'published',
    'Intel VF drivers: 4 queues by default'
  ),

  // NICs: what was measured on a host, in place of the preset
  'nic.vfQueueMpps': parameter(
    0,
    'Mpps',
    [0, 200],
    'sriov',
    'assumed',
    '0 = as the NIC preset says; else measured on this host, one VF queue, one way'
  ),
  'nic.portMpps': parameter(
    0,
    'Mpps',
    [0, 400],
    'nic',
    'assumed',
    '0 = as the NIC preset says; else measured on this host, one port, one way'
  ),

  // Interrupts
  'irq.exitCycles': parameter(
    5000,
    'cycles/exit',
    [1500, 10000],
    'irq',
    'assumed',
    '1500-2500 direct cost of an exit plus the cache and TLB cost behind it; CAL 40'
  ),
  'irq.exitsPerInterrupt': parameter(3, '1', [1, 4], 'irq', 'assumed', 'delivery, EOI and wake-up; CAL 40'),
  'irq.bareMetalRate': parameter(
    80,
    'k/s',
    [4, 120],
    'irq',
    'assumed',
    'interrupt-heavy load of ELI; CAL 40'
  ),
  'irq.postedShare': parameter(0.985, '1', [0.97, 1], 'irq', 'published', 'ELI: 97-100 % of bare metal'),
  'irq.coresPerVm': parameter(
    0.0176,
    'cores',
    [0, 0.05],
    'irq',
    'published',
    'HPCA 2010, Dong et al.: +1.76 % CPU per VM; unit of the share not stated'
  ),

  'irq.moderatedRate': parameter(
    20000,
    '1/s',
    [100, 100000],
    'irq',
    'assumed',
    'drivers of Intel NICs adapt it; e1000e takes 100 to 100000 (docs.kernel.org), 8000 was its fixed rate'
  ),

  // Memory
  'memory.nodeGBps': parameter(
    60,
    'GB/s',
    [10, 600],
    'mem',
    'assumed',
    'about 80 % of four channels of DDR4-2400 (76.8 GB/s by JEDEC); hosts differ by ten, so give your own'
  ),

  // Software switches and vhost
  'ovsDpdk.flows10': parameter(275, 'cycles', [150, 600], 'ovs', 'derived', 'CAL 43: per traversal, EMC hit'),
  'ovsDpdk.flows1k': parameter(578, 'cycles', [300, 1200], 'ovs', 'derived', 'CAL 45'),
  'ovsDpdk.flows100k': parameter(1014, 'cycles', [500, 2500], 'ovs', 'derived', 'CAL 47'),
  'ovsDpdk.flows1m': parameter(9560, 'cycles', [4000, 20000], 'ovs', 'derived', 'CAL 48: upcall bound'),
  'ovsDpdk.lossFreeShare': parameter(
    0.8,
    '1',
    [0.6, 1.4],
    'ovs',
    'derived',
    'OVSP: without loss 3.57 where 4.73 Mpps get through (64 B, 10 flows); more than that with 1 k flows'
  ),
  'kernelSwitch.frameCycles': parameter(
    1600,
    'cycles/frame',
    [800, 3200],
    'soft',
    'derived',
    'CAL 50: kernel OVS and vhost-net towards the VM, 2.6 GHz'
  ),
  'vhostNet.txCycles': parameter(
    667,
    'cycles/frame',
    [500, 1000],
    'vhost',
    'published',
    'linux commit 4afb52c'
  ),
  'vhostNet.streamGbps': parameter(
    12,
    'Gb/s',
    [8, 25],
    'soft',
    'published',
    'tymonx/virtio issue 1: 10-14 Gb/s for one stream over a bridge; cloud-hypervisor PR 8035: 10; forum grade'
  ),
  'userspaceVirtio.rxGbps': parameter(46.5, 'Gb/s', [2, 60], 'tcp', 'published', 'CAL 60; forum grade'),
  'userspaceVirtio.txGbps': parameter(50.7, 'Gb/s', [2, 60], 'tcp', 'published', 'CAL 60; forum grade'),
  'userspaceVirtio.costRatio': parameter(4.35, '1', [2, 8], 'tcp', 'derived', 'CAL 62: 10 / 2.3 Gb/s'),
  'vpp.hopCycles': parameter(266, 'cycles', [150, 500], 'vhost', 'fitted', 'CAL 51; CNCF'),
  'vpp.nicCycles': parameter(145, 'cycles', [80, 300], 'vhost', 'fitted', 'CAL 51; CNCF'),
  'vpp.parallelBase': parameter(0.64, '1', [0.4, 1], 'vhost', 'fitted', 'CAL 53: vring of 256'),
  'vpp.parallelExponent': parameter(0.74, '1', [0.3, 1], 'vhost', 'fitted', 'CAL 53'),
  'vpp.coreExponent': parameter(0.65, '1', [0.4, 1], 'vhost', 'fitted', 'CAL 55: two switch cores'),
  'copy.bytesPerCycle': parameter(
    8,
    'B/cycle',
    [2, 32],
    'vhost',
    'assumed',
    'a core copies some 20 GB/s out of its caches; counted beyond the 64 B that are in the cost per frame'
  ),
  'vpp.machineFactor': parameter(
    1,
    '1',
    [0.8, 1.6],
    'vhost',
    'assumed',
    'how much dearer a hop is than on the 8180 of CAL 51; CAL 58 suggests 1.22 for a Xeon 6150'
  ),
  'memif.hopCycles': parameter(250, 'cycles', [150, 500], 'vhost', 'fitted', 'CAL 56; CNCF'),
  'memif.nicCycles': parameter(140, 'cycles', [80, 300], 'vhost', 'fitted', 'CAL 56; CNCF'),
  'memif.parallelTwo': parameter(
    0.91,
    '1',
    [0.7, 1],
    'vhost',
    'derived',
    'CNCF: two containers, rings of 1024'
  ),
  'memif.parallelEight': parameter(
    0.84,
    '1',
    [0.7, 1],
    'vhost',
    'derived',
    'CNCF: eight containers and more'
  ),
  'esxi.virtioMpps': parameter(0.28, 'Mpps', [0.2, 0.4], 'soft', 'published', 'CAL 30: TRex VM benchmark'),
  'esxi.vmxnet3Mpps': parameter(0.9, 'Mpps', [0.6, 1.2], 'soft', 'published', 'CAL 31: TRex VM benchmark'),

  // Latency through a VM
  'lat.pollBase': parameter(11, 'us', [5, 20], 'lat', 'fitted', 'CAL 32: generator and VF, poll mode'),
  'lat.virtioBase': parameter(15, 'us', [10, 40], 'lat', 'fitted', 'CAL 34'),
  'lat.pvpBase': parameter(50, 'us', [20, 80], 'lat', 'fitted', 'CAL 63: both ends and the switch, low load'),

  // Storage and accelerators
  'storage.depthExponent': parameter(
    1.4,
    '1',
    [1, 4],
    'storage',
    'derived',
    'AnandTech 11209: 4 KiB reads at depth 1 and 16, P3700 12.8 and 167 k/s, Micron 9100 MAX 9.2 and 136 k/s'
  ),
  'storage.virtioThread': parameter(
    6.3,
    'us/IO',
    [2, 18],
    'storage',
    'derived',
    'qemu-devel, vhost-blk series of 2022: QEMU virtio-blk 158 k/s on a RAM disk with 4 vCPUs (57 k/s on an SSD)'
  ),
  'storage.virtioLatency': parameter(
    17,
    'us',
    [5, 50],
    'storage',
    'derived',
    'QEMU commit bdd6a90: depth 1 through linux-aio takes 5.6 us (write) and 49 us (read) longer than without'
  ),
  'storage.spdkIo': parameter(
    1.7,
    'us/IO',
    [0.23, 3.5],
    'storage',
    'derived',
    'SPDK issue 2477: vhost-user-blk 577 k/s on one core and a null device; forum grade; vfio-user reached 4.3 M/s'
  ),
  'storage.spdkLatency': parameter(
    6,
    'us',
    [1, 20],
    'storage',
    'assumed',
    'two hand-overs between polling cores; no figure that can be checked'
  ),
  'accelerator.switchLoss': parameter(
    0.05,
    '1',
    [0, 0.3],
    'storage',
    'assumed',
    'time lost between the slices of different VFs; no public measurement'
  ),

  // Control plane
  'ctrl.vfEnableWait': parameter(100, 'ms', [100, 100], 'ctrl', 'published', 'linux drivers/pci/iov.c'),
  'ctrl.vfDisableWait': parameter(1000, 'ms', [1000, 1000], 'ctrl', 'published', 'linux drivers/pci/iov.c'),
  'ctrl.flrWait': parameter(100, 'ms', [100, 60000], 'ctrl', 'published', 'PCIe 3.1 section 6.6.2'),
  'ctrl.i40eVf': parameter(0.34, 's/VF', [0.1, 1], 'ctrl', 'derived', 'CAL 69: 64 VFs in 22 s'),
  'ctrl.mlx5Base': parameter(0.6, 's', [0, 2], 'ctrl', 'fitted', 'CAL 67'),
  'ctrl.mlx5Vf': parameter(0.24, 's/VF', [0.1, 1], 'ctrl', 'fitted', 'CAL 67: up to 16 VFs'),
  'ctrl.defaultVf': parameter(
    0.3,
    's/VF',
    [0.05, 2],
    'ctrl',
    'assumed',
    'between igb (0.2-0.5) and i40e (0.34)'
  )
} satisfies Record<string, Parameter>
