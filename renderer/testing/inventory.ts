/** Small hosts for tests of the window: only what a test is about has to be said. */
import type { HostSummary } from '#shared/ipc/types.ts'
import type {
  FunctionRole,
  InventoryFunction,
  InventoryHost,
  InventoryIommuGroup,
  InventorySriov
} from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import { known, unknown } from '#shared/reading.ts'

/** An address from a literal; tests write only valid ones. */
export const at = (text: string): PciAddress => text as PciAddress

/** A network function without a driver, on bus 0, unless said otherwise. */
export const makeFunction = (
  address: string,
  facts: Partial<Omit<InventoryFunction, 'address'>> = {}
): InventoryFunction => ({
  address: at(address),
  vendorId: '8086',
  deviceId: '1572',
  subsystemVendorId: unknown('not read in this test'),
  subsystemDeviceId: unknown('not read in this test'),
  vendorName: 'Intel Corporation',
  deviceName: 'Ethernet Controller X710',
  classCode: 0x020000,
  class: 'network',
  parent: null,
  role: { kind: 'plain' },
  driver: known(null),
  driverOverride: known(null),
  iommuGroup: known(null),
  numaNode: known(null),
  link: known(null),
  resetMethods: known([]),
  interfaces: [],
  uses: [],
  ...facts
})

/** A bridge, with a root port's class. */
export const makeBridge = (address: string, facts: Partial<InventoryFunction> = {}): InventoryFunction =>
  makeFunction(address, { class: 'bridge', classCode: 0x060400, role: { kind: 'bridge' }, ...facts })

/** The role of a PF with these VFs. */
export const pfRole = (vfs: readonly string[], facts: Partial<InventorySriov> = {}): FunctionRole => ({
  kind: 'pf',
  sriov: {
    totalVfs: 64,
    hardwareTotalVfs: known(64),
    numVfs: vfs.length,
    firstVfOffset: known(16),
    vfStride: known(1),
    vfDeviceId: known('154c'),
    driversAutoprobe: known(true),
    vfs: vfs.map(at),
    vfSettings: known([]),
    ...facts
  }
})

/** A PF and its VFs, all below the same bridge. VF n has the address bus:01.n upwards. */
export function makePf(
  address: string,
  count: number,
  facts: Partial<InventoryFunction> = {}
): readonly InventoryFunction[] {
  const bus = address.slice(0, 7)
  const vfs = Array.from({ length: count }, (_, index) => {
    const number = 8 + index
    return `${bus}:${(number >> 3).toString(16).padStart(2, '0')}.${number & 7}`
  })
  return [
    makeFunction(address, { ...facts, role: pfRole(vfs) }),
    ...vfs.map((vf, index) =>
      makeFunction(vf, {
        parent: facts.parent ?? null,
        deviceName: 'Ethernet Virtual Function',
        role: { kind: 'vf', pf: at(address), index }
      })
    )
  ]
}

/** A host with an IOMMU that holds these functions; functions must be in order of address. */
export const makeHost = (
  functions: readonly InventoryFunction[],
  facts: Partial<InventoryHost> = {}
): InventoryHost => ({
  id: 'host-1',
  takenAt: '2026-11-20T08:00:00Z',
  hostname: 'dev-a',
  os: known('Debian GNU/Linux 12 (bookworm)'),
  kernel: '6.1.0-26-amd64',
  architecture: 'x86_64',
  privilege: 'root',
  iommu: { kind: 'on', type: 'intel' },
  cpu: { model: known('Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz'), logicalCpus: known(64), mhz: known(2000) },
  numaNodes: [],
  functions,
  iommuGroups: [],
  drivers: [],
  tools: {},
  gaps: [],
  ...facts
})

/** A group of these members. */
export const makeGroup = (id: number, ...members: readonly string[]): InventoryIommuGroup => ({
  id,
  type: known('DMA'),
  members: members.map(at)
})

/** A line of the host list: reached over SSH, never scanned. */
export const makeSummary = (facts: Partial<HostSummary> = {}): HostSummary => ({
  id: 'host-1',
  name: 'dev-a',
  origin: 'ssh',
  connection: { address: '10.0.0.5', port: 22, user: 'root', auth: { kind: 'agent' }, sudo: 'none' },
  hostKey: null,
  scannedAt: null,
  lastError: null,
  facts: null,
  ...facts
})
