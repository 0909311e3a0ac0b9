/**
 * Hosts for tests: two ports of an 82576 are the usual case, and only what a test is about has to be said. Every
 * builder takes what differs as its last argument. Not shipped.
 */
import { isPciAddress, pciAddressParts, type PciAddress } from '../pci/address.ts'
import { vfAddress } from '../pci/vf-address.ts'
import { known, unknown } from '../reading.ts'
import type {
  FunctionClass,
  FunctionUse,
  InventoryDriver,
  InventoryFunction,
  InventoryHost,
  InventoryInterface,
  InventoryIommuGroup,
  InventorySriov,
  PcieLink,
  VfSettings
} from './types.ts'
import { usageOf, type UseDoubt } from './usage/types.ts'

/** An address in full form, or a failed test. */
export function at(text: string): PciAddress {
  if (!isPciAddress(text)) throw new Error(`no PCI address: ${text}`)
  return text
}

/** A network interface that is up, with a cable in it and no IP address. */
export const testInterface = (name: string, more: Partial<InventoryInterface> = {}): InventoryInterface => ({
  name,
  mac: known('52:54:00:aa:00:01'),
  mtu: known(1500),
  isUp: known(true),
  hasCarrier: known(true),
  speedMbps: known(1000),
  addresses: [],
  master: null,
  linkType: 'ether',
  permanentMac: null,
  devPort: 0,
  physPortName: null,
  physSwitchId: null,
  bondMode: null,
  firmware: known('2.1.0'),
  ...more
})

/** Settings of an untouched VF, as igb reports them for one that it has just made. */
export const freshVfSettings = (index: number, more: Partial<VfSettings> = {}): VfSettings => ({
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

/** Where an 82576 puts its VFs: the default of every test PF. */
const IGB_VF_OFFSET = 128
const IGB_VF_STRIDE = 2

/** Address of VF `index` of a test PF: 0000:01:00.0 has its VF 1 at 0000:01:10.2. */
export function testVfAddress(pf: string, index: number): PciAddress {
  const address = vfAddress(at(pf), IGB_VF_OFFSET, IGB_VF_STRIDE, index)
  if (!address.ok) throw new Error(`${pf} has no room for VF ${index}`)
  return address.value
}

/** SR-IOV of a PF with VFs at these addresses; their settings are read, and empty. */
export const testSriov = (vfs: readonly string[], more: Partial<InventorySriov> = {}): InventorySriov => ({
  totalVfs: 7,
  hardwareTotalVfs: known(8),
  numVfs: vfs.length,
  firstVfOffset: known(IGB_VF_OFFSET),
  vfStride: known(IGB_VF_STRIDE),
  vfDeviceId: known('10ca'),
  driversAutoprobe: known(true),
  eswitchMode: known('legacy'),
  vfs: vfs.map(at),
  unassignedVfBars: known([]),
  vfSettings: known([]),
  ...more
})

/** One function: a port of an 82576 whose SR-IOV is unused. */
export const testFunction = (address: string, more: Partial<InventoryFunction> = {}): InventoryFunction => ({
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
  iommuGroup: known(null),
  numaNode: known(null),
  link: known(null),
  resetMethods: known(['flr']),
  msixVectors: known(10),
  interfaces: [],
  usage: usageOf([]),
  ...more
})

/** A root port. */
export const testBridge = (address: string, more: Partial<InventoryFunction> = {}): InventoryFunction =>
  testFunction(address, {
    deviceName: null,
    classCode: 0x060400,
    class: 'bridge',
    role: { kind: 'bridge', buses: null },
    driver: known('pcieport'),
    resetMethods: known([]),
    ...more
  })

/** What is particular about one kind of PF and its VFs. */
interface Device {
  readonly ids: readonly [vendor: string, device: string, vfDevice: string]
  readonly class: FunctionClass
  readonly classCode: number
  readonly driver: string | null
  /** What the host binds to new VFs. */
  readonly vfDriver: string | null
  readonly totalVfs: number
  readonly hardwareTotalVfs: number
}

const IGB_PORT: Device = {
  ids: ['8086', '10c9', '10ca'],
  class: 'network',
  classCode: 0x020000,
  driver: 'igb',
  vfDriver: 'igbvf',
  totalVfs: 7,
  hardwareTotalVfs: 8
}

/** A port of an E810-C: `testPf(address, E810_PORT)`. */
export const E810_PORT: Device = {
  ...IGB_PORT,
  ids: ['8086', '1592', '1889'],
  driver: 'ice',
  vfDriver: 'iavf',
  totalVfs: 64,
  hardwareTotalVfs: 64
}

/** An NVMe drive with secondary controllers, which no host driver takes. */
export const NVME_DRIVE: Device = {
  ids: ['144d', 'a824', 'a824'],
  class: 'nvme',
  classCode: 0x010802,
  driver: 'nvme',
  vfDriver: null,
  totalVfs: 4,
  hardwareTotalVfs: 4
}

/** A VF as a test wants it. */
export interface TestVf {
  /** Bound driver; null = none. */
  readonly driver?: string | null
  readonly override?: string | null
  readonly settings?: Partial<VfSettings>
  readonly uses?: readonly FunctionUse[]
  readonly doubts?: readonly UseDoubt[]
  readonly interfaces?: readonly InventoryInterface[]
}

/** A PF as a test wants it; what is left out is as on an 82576. */
export interface TestPf extends Partial<Device> {
  readonly numaNode?: number | null
  /** The bridge above it and its VFs. */
  readonly parent?: PciAddress | null
  /** Its own PCIe link; VFs have none. */
  readonly link?: PcieLink | null
  /** What differs of its interface; null = it has none. A PF that is no NIC never has one. */
  readonly interface?: Partial<InventoryInterface> | null
  readonly uses?: readonly FunctionUse[]
  readonly doubts?: readonly UseDoubt[]
  /** The VFs that exist, by index; a number = that many in which nothing stands out. */
  readonly vfs?: number | readonly TestVf[]
  /** What its SR-IOV says other than what follows from the rest. */
  readonly sriov?: Partial<InventorySriov>
}

/** A PF, followed by its VFs in order of index. */
export function testPf(address: string, pf: TestPf = {}): readonly InventoryFunction[] {
  const device = { ...IGB_PORT, ...pf }
  const [vendorId, deviceId, vfDeviceId] = device.ids
  const isNic = device.class === 'network'
  const vfs: readonly TestVf[] = typeof pf.vfs === 'number' ? Array<TestVf>(pf.vfs).fill({}) : (pf.vfs ?? [])
  const vfAddresses = vfs.map((_, index) => testVfAddress(address, index))
  const sriov = testSriov(vfAddresses, {
    totalVfs: device.totalVfs,
    hardwareTotalVfs: known(device.hardwareTotalVfs),
    vfDeviceId: known(vfDeviceId),
    vfSettings: known(isNic ? vfs.map((vf, index) => freshVfSettings(index, vf.settings)) : []),
    ...pf.sriov
  })
  const common = {
    vendorId,
    vendorName: null,
    deviceName: null,
    class: device.class,
    classCode: device.classCode,
    numaNode: known(pf.numaNode ?? null),
    parent: pf.parent ?? null
  }
  return [
    testFunction(address, {
      ...common,
      deviceId,
      role: { kind: 'pf', sriov },
      driver: known(device.driver),
      link: known(pf.link ?? null),
      interfaces: isNic && pf.interface !== null ? [testInterface(portName(at(address)), pf.interface)] : [],
      usage: usageOf(pf.uses ?? [], pf.doubts)
    }),
    ...vfs.map((vf, index) =>
      testFunction(testVfAddress(address, index), {
        ...common,
        deviceId: vfDeviceId,
        role: { kind: 'vf', pf: at(address), index },
        driver: known(vf.driver === undefined ? device.vfDriver : vf.driver),
        driverOverride: known(vf.override ?? null),
        interfaces: vf.interfaces ?? [],
        usage: usageOf(vf.uses ?? [], vf.doubts)
      })
    )
  ]
}

/** As udev names a port: enp59s0f1 for 0000:3b:00.1, and without f0 for the first function. */
function portName(address: PciAddress): string {
  const { bus, device, function: fn } = pciAddressParts(address)
  return `enp${bus}s${device}${fn === 0 ? '' : `f${fn}`}`
}

/** What differs of a host. */
export interface TestHost extends Partial<InventoryHost> {
  /** Functions that share an IOMMU group; each of the others is alone in its own. Ignored next to `iommuGroups`. */
  readonly groups?: readonly (readonly string[])[]
}

/**
 * A host of these functions, named `lab1`: root reads it, it has an IOMMU, two NUMA nodes and the tools. Functions
 * are put into IOMMU groups, numbered from 0 and those of `groups` first, unless `iommuGroups` is given.
 */
export function testHost(
  functions: readonly (readonly InventoryFunction[] | InventoryFunction)[],
  { groups = [], ...more }: TestHost = {}
): InventoryHost {
  const id = more.id ?? 'lab1'
  const host: InventoryHost = {
    id,
    identity: {
      machineId: known(`${id}-machine`),
      productSerial: unknown('not read'),
      productUuid: unknown('not read')
    },
    takenAt: '2026-11-20T08:00:00Z',
    hostname: id,
    os: known('Debian GNU/Linux 12 (bookworm)'),
    kernel: '6.1.0-56-amd64',
    kernelCommandLine: known('root=/dev/sda1 ro quiet intel_iommu=on iommu=pt'),
    architecture: 'x86_64',
    product: known('Dell Inc. PowerEdge R740'),
    hypervisor: null,
    masters: [],
    privilege: 'root',
    iommu: { kind: 'on', type: 'intel' },
    cpu: {
      model: known('Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz'),
      logicalCpus: known(40),
      mhz: known(2500)
    },
    numaNodes: [
      { node: 0, cpus: '0-19', memoryMiB: known(96_000) },
      { node: 1, cpus: '20-39', memoryMiB: known(96_000) }
    ],
    functions: functions.flat(),
    iommuGroups: [],
    drivers: ['igb', 'ice', 'nvme'].map((name): InventoryDriver => ({
      name,
      version: null,
      origin: 'in-tree',
      firmware: null
    })),
    tools: { bash: true, ip: true, virsh: true },
    gaps: [],
    ...more
  }
  return more.iommuGroups === undefined && host.iommu.kind === 'on' ? withGroups(host, groups) : host
}

function withGroups(host: InventoryHost, shared: readonly (readonly string[])[]): InventoryHost {
  const together = new Set(shared.flat())
  const alone = host.functions.filter((fn) => !together.has(fn.address)).map((fn) => [fn.address])
  const iommuGroups = [...shared, ...alone].map((members, id): InventoryIommuGroup => ({
    id,
    type: known('DMA'),
    reservedRegions: known([]),
    members: members.map(at)
  }))
  const groupOf = new Map(iommuGroups.flatMap(({ id, members }) => members.map((member) => [member, id])))
  return {
    ...host,
    iommuGroups,
    functions: host.functions.map((fn) => ({ ...fn, iommuGroup: known(groupOf.get(fn.address) ?? null) }))
  }
}
