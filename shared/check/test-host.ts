/** Hosts for tests, with the numbers of real ones: an 82576 (igb), an E810 (ice) and an NVMe drive. Not shipped. */
import type {
  FunctionUse,
  InventoryDriver,
  InventoryFunction,
  InventoryHost,
  InventoryInterface,
  InventoryIommuGroup,
  InventorySriov,
  VfSettings
} from '../inventory/types.ts'
import { formatPciAddress, isPciAddress, pciAddressParts, type PciAddress } from '../pci/address.ts'
import { known, unknown } from '../reading.ts'

/** An address, or a failed test. */
export function pci(text: string): PciAddress {
  if (!isPciAddress(text)) throw new Error(`no PCI address: ${text}`)
  return text
}

/** What a test says about a PF; the rest is that of an 82576. */
export interface TestPf {
  readonly address: string
  readonly driver?: string | null
  readonly ids?: readonly [vendor: string, device: string, vfDevice: string]
  readonly class?: InventoryFunction['class']
  readonly totalVfs?: number
  readonly hardwareTotalVfs?: number
  readonly numVfs?: number
  readonly numaNode?: number | null
  readonly interface?: Partial<InventoryInterface> & { readonly name: string }
  readonly uses?: readonly FunctionUse[]
  /** Uses of its VFs, by index. */
  readonly vfUses?: Readonly<Record<number, readonly FunctionUse[]>>
  readonly vfSettings?: readonly Partial<VfSettings>[]
}

const IGB = { ids: ['8086', '10c9', '10ca'], driver: 'igb', totalVfs: 7, hardwareTotalVfs: 8 } as const

/** An E810-C port. */
export const E810 = {
  ids: ['8086', '1592', '1889'],
  driver: 'ice',
  totalVfs: 64,
  hardwareTotalVfs: 64
} as const

/** An NVMe drive with secondary controllers. */
export const NVME = { ids: ['144d', 'a824', 'a824'], driver: 'nvme', totalVfs: 4, class: 'nvme' } as const

/** Address of VF `index`: offset 128 and stride 2, as an 82576 has them. */
export function vfAddress(pf: PciAddress, index: number): PciAddress {
  const parts = pciAddressParts(pf)
  const id = parts.device * 8 + parts.function + 128 + index * 2
  return formatPciAddress({
    domain: parts.domain,
    bus: parts.bus + (id >> 8),
    device: (id & 0xff) >> 3,
    function: id & 7
  })
}

function plain(address: PciAddress, change: Partial<InventoryFunction>): InventoryFunction {
  return {
    address,
    vendorId: '8086',
    deviceId: '10d3',
    subsystemVendorId: unknown('not read'),
    subsystemDeviceId: unknown('not read'),
    vendorName: null,
    deviceName: null,
    classCode: 0x020000,
    class: 'network',
    parent: null,
    role: { kind: 'plain' },
    driver: known('e1000e'),
    driverOverride: known(null),
    iommuGroup: known(null),
    numaNode: known(null),
    link: known(null),
    resetMethods: known(['flr']),
    interfaces: [],
    uses: [],
    ...change
  }
}

const NIC_INTERFACE: InventoryInterface = {
  name: 'eth0',
  mac: known('a0:36:9f:00:00:01'),
  mtu: known(1500),
  isUp: known(true),
  hasCarrier: known(true),
  speedMbps: known(1000),
  addresses: [],
  master: null,
  firmware: unknown('not read')
}

const VF_DEFAULTS: Omit<VfSettings, 'index'> = {
  mac: null,
  vlan: 0,
  qos: 0,
  vlanProtocol: '802.1Q',
  spoofchk: true,
  trust: false,
  minTxRate: 0,
  maxTxRate: 0,
  linkState: 'auto'
}

/** A PF and its VFs. */
export function testPf(pf: TestPf): readonly InventoryFunction[] {
  const all = { ...IGB, numVfs: 0, class: 'network' as const, numaNode: null, ...pf }
  const address = pci(pf.address)
  const vfs = Array.from({ length: all.numVfs }, (_, index) => vfAddress(address, index))
  const sriov: InventorySriov = {
    totalVfs: all.totalVfs,
    hardwareTotalVfs: known(all.hardwareTotalVfs),
    numVfs: all.numVfs,
    firstVfOffset: known(128),
    vfStride: known(2),
    vfDeviceId: known(all.ids[2]),
    driversAutoprobe: known(true),
    vfs,
    vfSettings:
      all.class === 'network'
        ? known(vfs.map((_, index) => ({ ...VF_DEFAULTS, ...pf.vfSettings?.[index], index })))
        : known([])
  }
  const common = { vendorId: all.ids[0], class: all.class, numaNode: known(all.numaNode) }
  return [
    plain(address, {
      ...common,
      deviceId: all.ids[1],
      driver: known(all.driver),
      role: { kind: 'pf', sriov },
      interfaces: pf.interface ? [{ ...NIC_INTERFACE, ...pf.interface }] : [],
      uses: pf.uses ?? []
    }),
    ...vfs.map((vf, index) =>
      plain(vf, {
        ...common,
        deviceId: all.ids[2],
        driver: known(null),
        role: { kind: 'vf', pf: address, index },
        uses: pf.vfUses?.[index] ?? []
      })
    )
  ]
}

/** A function without SR-IOV, or a bridge. */
export const testFunction = (address: string, change: Partial<InventoryFunction> = {}): InventoryFunction =>
  plain(pci(address), change)

/** A host of these functions. Without `groups`, each function is alone in its group. */
export function testHost(
  id: string,
  functions: readonly (readonly InventoryFunction[] | InventoryFunction)[],
  change: Partial<Omit<InventoryHost, 'iommuGroups'>> & {
    readonly groups?: readonly (readonly string[])[]
  } = {}
): InventoryHost {
  const { groups, ...rest } = change
  const all = functions.flat()
  const together = groups ?? []
  const alone = all
    .filter((fn) => !together.some((group) => group.includes(fn.address)))
    .map((fn) => [fn.address])
  const members = [...together, ...alone]
  const groupOf = new Map(members.flatMap((group, number) => group.map((address) => [address, number])))
  const hasGroups = (change.iommu?.kind ?? 'on') === 'on'
  return {
    id,
    takenAt: '2026-11-20T08:00:00Z',
    hostname: id,
    os: known('Debian GNU/Linux 12 (bookworm)'),
    kernel: '6.1.0-56-amd64',
    architecture: 'x86_64',
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
    functions: all.map((fn) =>
      hasGroups ? { ...fn, iommuGroup: known(groupOf.get(fn.address) ?? null) } : fn
    ),
    iommuGroups: hasGroups
      ? members.map((group, number): InventoryIommuGroup => ({
          id: number,
          type: known('DMA'),
          members: group.map(pci)
        }))
      : [],
    drivers: ['igb', 'ice', 'nvme'].map((name): InventoryDriver => ({
      name,
      version: null,
      origin: 'in-tree',
      firmware: null
    })),
    tools: { bash: true, virsh: true },
    gaps: [],
    ...rest
  }
}
