/** Snapshots for tests, in which nothing stands out. Not shipped. */
import { isPciAddress } from '../pci/address.ts'
import { known, unknown } from '../reading.ts'
import type { HostSnapshot, SnapshotFunction, SnapshotInterface } from './types.ts'
import type { SnapshotDisk } from './storage.ts'

/** A host with one reader, no functions and no interfaces. */
export const testSnapshot = (more: Partial<HostSnapshot> = {}): HostSnapshot => ({
  takenAt: '2026-11-23T19:01:30.000Z',
  machine: {
    hostname: 'lab-a1',
    kernelRelease: '6.1.0',
    architecture: 'x86_64',
    osName: known('Debian'),
    kernelCommandLine: unknown('not read'),
    product: unknown('not read'),
    machineId: unknown('not read'),
    productSerial: unknown('not read'),
    productUuid: unknown('not read'),
    hypervisor: null,
    bios: unknown('not read'),
    clock: unknown('not read')
  },
  reader: { user: 'root', uid: 0, isSudo: false, sessionAddress: known('192.0.2.1') },
  cpu: {
    model: known('CPU'),
    online: known('0-7'),
    currentMhz: known(3199.6),
    ratedMhz: unknown('no cpufreq')
  },
  numaNodes: [],
  iommu: { acpiTables: known(['APIC']), units: [], groupTypes: [], reservedRegions: [] },
  functions: [],
  interfaces: [],
  modules: [],
  driverModules: [],
  defaultRouteInterfaces: [],
  disks: [],
  mounts: [],
  storage: { nvmeSubsystems: [], zfsPools: known([]), fileSystems: [], backings: [] },
  vfioUsers: known([]),
  nodeHolders: known([]),
  deviceNodes: [],
  framebuffers: [],
  namespaces: known([]),
  ovsBridges: known(null),
  rdmaDevices: [],
  eswitchModes: [],
  tools: { bash: true },
  gaps: [],
  ...more
})

/** A port of an 82576 with its driver. */
export function testSnapshotFunction(
  address: string,
  more: Partial<SnapshotFunction> = {}
): SnapshotFunction {
  if (!isPciAddress(address)) throw new Error(`no PCI address: ${address}`)
  return {
    address,
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
    bootVga: null,
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
  }
}

/** An interface that is up. */
export const testSnapshotInterface = (
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
  ifindex: null,
  linkType: 'ether',
  kind: null,
  permanentMac: null,
  altnames: [],
  devPort: 0,
  physPortName: null,
  physSwitchId: null,
  bondMode: null,
  promiscuity: 0,
  hasXdp: false,
  driver: null,
  driverVersion: null,
  firmware: known('1'),
  ...more
})

/** A disk in a PCI slot, or elsewhere, that udev saw and that carries nothing. */
export const testSnapshotDisk = (name: string, more: Partial<SnapshotDisk> = {}): SnapshotDisk => ({
  name,
  number: null,
  functions: [],
  partOf: null,
  mapperName: null,
  mapperUuid: null,
  madeOf: [],
  holders: [],
  pathOf: null,
  subsystem: null,
  content: known({ fileSystem: null, label: null, partitionTable: null }),
  ...more
})
