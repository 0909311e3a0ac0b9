/**
 * Hand-made inventories for the tests of this folder: one host with two igb PFs and an NVMe controller, as the
 * virtual lab has them. Only what provisioning reads is worth changing, so that is what the options offer.
 */
import type {
  FunctionClass,
  FunctionUse,
  InventoryFunction,
  InventoryHost,
  InventoryInterface,
  InventorySriov,
  VfSettings
} from '../inventory/types.ts'
import { formatPciAddress, pciAddressParts, type PciAddress } from '../pci/address.ts'
import type { Plan } from '../plan/types.ts'
import { known, unknown, type Reading } from '../reading.ts'

export const NIC = '0000:01:00.0' as PciAddress
export const SECOND_NIC = '0000:02:00.0' as PciAddress
export const NVME = '0000:03:00.0' as PciAddress
export const GPU = '0000:04:00.0' as PciAddress

const unread = unknown('not part of this test')

/** A VF as a test wants it. */
export interface FixtureVf {
  readonly driver?: string | null
  readonly override?: string | null
  readonly settings?: Partial<VfSettings>
  readonly uses?: readonly FunctionUse[]
  readonly interfaces?: readonly InventoryInterface[]
}

/** A PF as a test wants it. */
export interface FixturePf {
  readonly address: PciAddress
  readonly driver?: string | null
  readonly class?: FunctionClass
  readonly ids?: readonly [string, string]
  readonly totalVfs?: number
  readonly autoprobe?: Reading<boolean>
  readonly mtu?: number
  readonly isUp?: boolean
  readonly interface?: Partial<InventoryInterface> | null
  readonly uses?: readonly FunctionUse[]
  /** The VFs that exist; index = place. */
  readonly vfs?: readonly FixtureVf[]
  readonly vfSettings?: InventorySriov['vfSettings']
  readonly geometry?: { readonly offset: Reading<number>; readonly stride: Reading<number> }
}

/** Settings of a VF that nobody has touched, as igb reports them. */
export const untouched = (index: number): VfSettings => ({
  index,
  mac: null,
  vlan: 0,
  qos: 0,
  vlanProtocol: '802.1Q',
  spoofchk: true,
  trust: false,
  minTxRate: 0,
  maxTxRate: 0,
  linkState: 'auto'
})

/** A network interface that is up and has no addresses. */
export const networkInterface = (
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
  firmware: unread,
  ...more
})

/** Where VF `index` of a PF lies with igb's offset 128 and stride 2. */
export function vfAddressOf(pf: PciAddress, index: number): PciAddress {
  const parts = pciAddressParts(pf)
  const routing = (parts.device << 3) + parts.function + 128 + 2 * index
  return formatPciAddress({ ...parts, device: routing >> 3, function: routing & 7 })
}

const bare = (address: PciAddress): Omit<InventoryFunction, 'role' | 'driver' | 'class'> => ({
  address,
  vendorId: '8086',
  deviceId: '10c9',
  subsystemVendorId: unread,
  subsystemDeviceId: unread,
  vendorName: null,
  deviceName: null,
  classCode: 0x020000,
  parent: null,
  driverOverride: known(null),
  iommuGroup: known(1),
  numaNode: known(null),
  link: unread,
  resetMethods: unread,
  interfaces: [],
  uses: []
})

/** A PF and its VFs. */
export function pfFunctions(pf: FixturePf): readonly InventoryFunction[] {
  const isNic = (pf.class ?? 'network') === 'network'
  const vfs = pf.vfs ?? []
  const [vendorId, deviceId] = pf.ids ?? (isNic ? ['8086', '10c9'] : ['1b36', '0010'])
  const addresses = vfs.map((_, index) => vfAddressOf(pf.address, index))
  const sriov: InventorySriov = {
    totalVfs: pf.totalVfs ?? 7,
    hardwareTotalVfs: unread,
    numVfs: vfs.length,
    firstVfOffset: pf.geometry?.offset ?? known(128),
    vfStride: pf.geometry?.stride ?? known(2),
    vfDeviceId: known('10ca'),
    driversAutoprobe: pf.autoprobe ?? known(true),
    vfs: addresses,
    vfSettings:
      pf.vfSettings ??
      known(isNic ? vfs.map((vf, index) => ({ ...untouched(index), ...vf.settings, index })) : [])
  }
  const hasInterface = isNic && pf.interface !== null
  return [
    {
      ...bare(pf.address),
      vendorId,
      deviceId,
      class: pf.class ?? 'network',
      role: { kind: 'pf', sriov },
      driver: known(pf.driver === undefined ? (isNic ? 'igb' : 'nvme') : pf.driver),
      interfaces: hasInterface
        ? [
            networkInterface(`enp${pciAddressParts(pf.address).bus}s0`, {
              mtu: known(pf.mtu ?? 1500),
              isUp: known(pf.isUp ?? true),
              ...pf.interface
            })
          ]
        : [],
      uses: pf.uses ?? []
    },
    ...vfs.map((vf, index): InventoryFunction => ({
      ...bare(addresses[index] ?? pf.address),
      deviceId: '10ca',
      class: pf.class ?? 'network',
      role: { kind: 'vf', pf: pf.address, index },
      driver: known(vf.driver === undefined ? (isNic ? 'igbvf' : null) : vf.driver),
      driverOverride: known(vf.override ?? null),
      interfaces: vf.interfaces ?? [],
      uses: vf.uses ?? []
    }))
  ]
}

/** A function without VFs. */
export const plainFunction = (
  address: PciAddress,
  more: Partial<InventoryFunction> = {}
): InventoryFunction => ({
  ...bare(address),
  vendorId: '10de',
  deviceId: '1b80',
  class: 'display',
  role: { kind: 'plain' },
  driver: known('nouveau'),
  ...more
})

/** A host made of such functions. */
export function labHost(
  functions: readonly InventoryFunction[],
  more: Partial<InventoryHost> = {}
): InventoryHost {
  return {
    id: 'lab1',
    takenAt: '2026-11-23T00:00:00Z',
    hostname: 'lab1',
    os: known('Debian GNU/Linux 12 (bookworm)'),
    kernel: '6.1.0-56-amd64',
    architecture: 'x86_64',
    privilege: 'root',
    iommu: { kind: 'on', type: 'intel' },
    cpu: { model: unread, logicalCpus: known(8), mhz: unread },
    numaNodes: [
      { node: 0, cpus: '0-3', memoryMiB: known(8192) },
      { node: 1, cpus: '4-7', memoryMiB: known(8192) }
    ],
    functions,
    iommuGroups: [],
    drivers: [],
    tools: { bash: true, ip: true, virsh: true },
    gaps: [],
    ...more
  }
}

/** A plan for `lab1` with two VMs and nothing given to them. */
export const labPlan = (more: Partial<Plan> = {}): Plan => ({
  schemaVersion: 1,
  id: 'plan-1',
  name: 'Web and DB lab',
  notes: '',
  pfs: [],
  vms: [
    { id: 'web1', name: 'web1', host: 'lab1', vcpus: 2, memoryMiB: 2048, numaNode: null },
    { id: 'db1', name: 'db1', host: 'lab1', vcpus: 4, memoryMiB: 4096, numaNode: 1 }
  ],
  assignments: [],
  vfs: [],
  ...more
})

/** VF `index` of a PF of lab1, given to a VM. */
export const give = (pf: PciAddress, index: number, vm: string): Plan['assignments'][number] => ({
  function: { kind: 'vf', host: 'lab1', pf, index },
  vm
})
