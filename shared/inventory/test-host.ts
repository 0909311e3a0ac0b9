/** Values for the tests of this folder: a function and a host in which nothing stands out. */
import type { PciAddress } from '../pci/address.ts'
import { known } from '../reading.ts'
import type { SnapshotFunction, SnapshotInterface } from '../snapshot/types.ts'
import type {
  InventoryFunction,
  InventoryHost,
  InventoryInterface,
  InventorySriov,
  VfSettings
} from './types.ts'

/** Takes a text in full form for an address. */
export const at = (text: string): PciAddress => text as PciAddress

/** A NIC function with a driver. */
export const inventoryNic = (address: string, more: Partial<InventoryFunction> = {}): InventoryFunction => ({
  address: at(address),
  vendorId: '8086',
  deviceId: '10c9',
  subsystemVendorId: known('8086'),
  subsystemDeviceId: known('a03c'),
  vendorName: 'Intel Corporation',
  deviceName: '82576 Gigabit Network Connection',
  classCode: 0x020000,
  class: 'network',
  parent: null,
  role: { kind: 'plain' },
  driver: known('igb'),
  driverOverride: known(null),
  iommuGroup: known(8),
  numaNode: known(null),
  link: known(null),
  resetMethods: known(['flr']),
  interfaces: [],
  uses: [],
  ...more
})

/** SR-IOV of a PF with these VFs. */
export const sriov = (vfs: readonly string[], more: Partial<InventorySriov> = {}): InventorySriov => ({
  totalVfs: 7,
  hardwareTotalVfs: known(8),
  numVfs: vfs.length,
  firstVfOffset: known(128),
  vfStride: known(2),
  vfDeviceId: known('10ca'),
  driversAutoprobe: known(true),
  vfs: vfs.map(at),
  vfSettings: known([]),
  ...more
})

/** Settings of a VF as a driver sets them at first. */
export const vfSettings = (index: number, more: Partial<VfSettings> = {}): VfSettings => ({
  index,
  mac: null,
  vlan: 0,
  qos: 0,
  vlanProtocol: '802.1Q',
  spoofchk: true,
  trust: false,
  minTxRate: 0,
  maxTxRate: 0,
  linkState: 'auto',
  ...more
})

/** An interface that is up. */
export const inventoryInterface = (
  name: string,
  more: Partial<InventoryInterface> = {}
): InventoryInterface => ({
  name,
  mac: known('52:54:00:aa:00:01'),
  mtu: known(1500),
  isUp: known(true),
  hasCarrier: known(true),
  speedMbps: known(1000),
  addresses: [],
  master: null,
  firmware: known('2.1.0'),
  ...more
})

/** A host with these functions. */
export const inventoryHost = (
  functions: readonly InventoryFunction[],
  more: Partial<InventoryHost> = {}
): InventoryHost => ({
  id: 'a',
  takenAt: '2026-11-23T19:00:00Z',
  hostname: 'lab-a1',
  os: known('Debian GNU/Linux 12 (bookworm)'),
  kernel: '6.1.0',
  architecture: 'x86_64',
  privilege: 'root',
  iommu: { kind: 'on', type: 'intel' },
  cpu: { model: known('CPU'), logicalCpus: known(8), mhz: known(2600) },
  numaNodes: [],
  functions,
  iommuGroups: [],
  drivers: [],
  tools: {},
  gaps: [],
  ...more
})

/** A function as the probe reads it. */
export const snapshotFunction = (
  address: string,
  more: Partial<SnapshotFunction> = {}
): SnapshotFunction => ({
  address: at(address),
  vendorId: '8086',
  deviceId: '10c9',
  subsystemVendorId: known('8086'),
  subsystemDeviceId: known('a03c'),
  classCode: 0x020000,
  revision: known(1),
  vendorName: null,
  deviceName: null,
  parent: null,
  driver: known('igb'),
  driverOverride: known(null),
  iommuGroup: known(null),
  numaNode: known(null),
  resetMethods: known([]),
  link: null,
  sriov: null,
  physfn: null,
  vfioDevice: null,
  resources: [],
  configSpace: known(''),
  ...more
})

/** An interface as the probe reads it. */
export const snapshotInterface = (
  name: string,
  more: Partial<SnapshotInterface> = {}
): SnapshotInterface => ({
  name,
  function: null,
  mac: known('52:54:00:aa:00:01'),
  mtu: known(1500),
  isUp: known(true),
  hasCarrier: known(true),
  speedMbps: known(1000),
  addresses: known([]),
  master: null,
  lower: [],
  vfs: known([]),
  driver: null,
  driverVersion: null,
  firmware: known('1'),
  ...more
})
