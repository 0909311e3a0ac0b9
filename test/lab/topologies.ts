import { LabError } from './lab-error.ts'
import { cable, device, drive, igb, intelIommu, nvmeWithVfs, rootPort } from './qemu-devices.ts'
import { topology, type Topology } from './topology.ts'

/** Two igb NICs behind a root port each, connected by a cable: 0000:01:00.0 and 0000:02:00.0. */
const twoNics = [
  ...cable('a', 'b'),
  ...rootPort(1, { addr: '4.0' }),
  ...igb('port1', '52:54:00:aa:00:01', 'a'),
  ...rootPort(2, { addr: '5.0' }),
  ...igb('port2', '52:54:00:aa:00:02', 'b')
]

const TWO_NICS_DEVICES = ['igb 0000:01:00.0, 7 VFs', 'igb 0000:02:00.0, 7 VFs, cabled to the first']

/** Every topology of the rig, the usual ones first. Device addresses were read from booted guests. */
export const TOPOLOGIES: readonly Topology[] = [
  topology({
    name: 'two-nics',
    summary: 'two SR-IOV NICs, every function in its own IOMMU group',
    devices: TWO_NICS_DEVICES,
    qemuArguments: [...intelIommu(), ...twoNics]
  }),
  topology({
    name: 'two-nics-nvme',
    summary: 'two-nics, an NVMe controller with VFs and two empty drives; always boots cold',
    devices: [
      ...TWO_NICS_DEVICES,
      'nvme 0000:03:00.0, 4 VFs, 2 namespaces',
      'virtio drives 0000:04:00.0 and 0000:05:00.0, 1 GiB each'
    ],
    isSavable: false,
    qemuArguments: [
      ...intelIommu(),
      ...twoNics,
      ...rootPort(3, { addr: '6.0' }),
      ...nvmeWithVfs('port3'),
      ...rootPort(4, { addr: '7.0' }),
      ...drive('port4', 'drive1'),
      ...rootPort(5, { addr: '8.0' }),
      ...drive('port5', 'drive2')
    ]
  }),
  topology({
    name: 'two-numa-nodes',
    summary: 'one SR-IOV NIC on each of two NUMA nodes',
    devices: ['igb 0000:41:00.0, 7 VFs, NUMA node 0', 'igb 0000:81:00.0, 7 VFs, NUMA node 1'],
    qemuArguments: [
      ...intelIommu(),
      // Each node's half of the guest's 512 MiB.
      ...['-object', 'memory-backend-ram,id=memory0,size=256M'],
      ...['-object', 'memory-backend-ram,id=memory1,size=256M'],
      ...['-numa', 'node,nodeid=0,cpus=0,memdev=memory0'],
      ...['-numa', 'node,nodeid=1,cpus=1,memdev=memory1'],
      ...['-numa', 'dist,src=0,dst=1,val=21'],
      ...device('pxb-pcie', { id: 'bridge0', bus: 'pcie.0', bus_nr: 64, numa_node: 0, addr: '8.0' }),
      ...device('pxb-pcie', { id: 'bridge1', bus: 'pcie.0', bus_nr: 128, numa_node: 1, addr: '9.0' }),
      ...cable('a', 'b'),
      ...rootPort(1, { bus: 'bridge0' }),
      ...igb('port1', '52:54:00:bb:00:01', 'a'),
      ...rootPort(2, { bus: 'bridge1' }),
      ...igb('port2', '52:54:00:bb:00:02', 'b')
    ]
  }),
  topology({
    name: 'no-iommu',
    summary: 'two-nics on a machine without an IOMMU: VFs work on the host, none can be given to a VM',
    devices: TWO_NICS_DEVICES,
    kernelOptions: '',
    qemuArguments: twoNics
  }),
  topology({
    name: 'switch-without-acs',
    summary: 'two SR-IOV NICs behind a PCIe switch without ACS, and a conventional PCI bridge',
    devices: [
      'igb 0000:03:00.0, 7 VFs, in one IOMMU group with its VFs and the switch port 0000:02:00.0',
      'igb 0000:04:00.0, 7 VFs, in one IOMMU group with its VFs and the switch port 0000:02:01.0',
      'two e1000 0000:06:01.0 and 0000:06:02.0, in one IOMMU group with the PCI bridge 0000:05:00.0'
    ],
    qemuArguments: [
      ...intelIommu(),
      ...cable('a', 'b'),
      ...rootPort(1, { addr: '4.0' }),
      ...device('x3130-upstream', { id: 'switch', bus: 'port1' }),
      ...device('xio3130-downstream', { id: 'down0', bus: 'switch', chassis: 10, slot: 10, addr: '0.0' }),
      ...igb('down0', '52:54:00:dd:00:01', 'a'),
      ...device('xio3130-downstream', { id: 'down1', bus: 'switch', chassis: 11, slot: 11, addr: '1.0' }),
      ...igb('down1', '52:54:00:dd:00:02', 'b'),
      ...rootPort(2, { addr: '5.0' }),
      ...device('pcie-pci-bridge', { id: 'conventional', bus: 'port2' }),
      ...device('e1000', { bus: 'conventional', addr: '1.0', romfile: '', mac: '52:54:00:dd:01:01' }),
      ...device('e1000', { bus: 'conventional', addr: '2.0', romfile: '', mac: '52:54:00:dd:01:02' })
    ]
  }),
  topology({
    name: 'shared-group',
    summary: 'two root ports of one slot without ACS: both NICs and all their VFs in one IOMMU group',
    devices: TWO_NICS_DEVICES,
    qemuArguments: [
      ...intelIommu(),
      ...cable('a', 'b'),
      ...rootPort(1, { addr: '4.0', multifunction: true, 'disable-acs': true }),
      ...igb('port1', '52:54:00:ee:00:01', 'a'),
      ...rootPort(2, { addr: '4.1', multifunction: true, 'disable-acs': true }),
      ...igb('port2', '52:54:00:ee:00:02', 'b')
    ]
  }),
  topology({
    name: 'dual-port',
    summary: 'one SR-IOV NIC with two ports: two PFs on one device, their VFs interleaved',
    devices: ['igb 0000:01:00.0, 7 VFs', 'igb 0000:01:00.1, 7 VFs, cabled to the first'],
    qemuArguments: [
      ...intelIommu(),
      ...cable('a', 'b'),
      ...rootPort(1, { addr: '4.0' }),
      // Function 0 must name function 1 as the next one, or ARI enumeration (PCIe 6.16) ends before it.
      ...igb('port1', '52:54:00:ff:00:01', 'a', {
        addr: '0.0',
        multifunction: true,
        'x-pcie-ari-nextfn-1': true
      }),
      ...igb('port1', '52:54:00:ff:00:02', 'b', { addr: '0.1', multifunction: true })
    ]
  }),
  topology({
    name: 'libvirt',
    summary: 'two-nics with libvirt and a guest to start under it',
    devices: TWO_NICS_DEVICES,
    flavour: 'virt',
    qemuArguments: [...intelIommu(), ...twoNics]
  }),
  topology({
    name: 'busybox',
    summary: 'one SR-IOV NIC on a busybox host without pciutils, ethtool, sudo and systemd',
    devices: ['igb 0000:01:00.0, 7 VFs'],
    flavour: 'tiny',
    qemuArguments: [
      ...intelIommu(),
      ...cable('a'),
      ...rootPort(1, { addr: '4.0' }),
      ...igb('port1', '52:54:00:cc:00:01', 'a')
    ]
  })
]

/** The topology of that name; a LabError that lists all names when there is none. */
export const findTopology = (name: string): Topology => {
  const found = TOPOLOGIES.find((candidate) => candidate.name === name)
  if (!found) {
    const names = TOPOLOGIES.map((candidate) => candidate.name).join(', ')
    throw new LabError(`there is no topology '${name}'; there are: ${names}`)
  }
  return found
}
