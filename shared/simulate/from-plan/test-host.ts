/** A small host and plan for unit tests: everything read, two 10 Gb/s ports and an NVMe drive. */
import type { InventoryFunction, InventoryHost, InventoryInterface, PcieLink } from '../../inventory/types.ts'
import { formatPciAddress, type PciAddress } from '../../pci/address.ts'
import { PLAN_SCHEMA_VERSION, type AssignableFunction, type Plan, type PlanVm } from '../../plan/types.ts'
import { known, unknown } from '../../reading.ts'

/** `bb:dd.f` of domain 0. */
export const address = (bus: number, device = 0, fn = 0): PciAddress =>
  formatPciAddress({ domain: 0, bus, device, function: fn })

/** 82599 on node 0. */
export const PORT_A = address(0x3b)
/** 82599 on node 1. */
export const PORT_B = address(0x5e)
/** NVMe with SR-IOV. */
export const DRIVE = address(0x81)

const GEN2X8: PcieLink = {
  speedGTps: 5,
  width: 8,
  maxSpeedGTps: 5,
  maxWidth: 8,
  maxPayloadBytes: known(256),
  maxReadRequestBytes: known(512)
}

/** An interface that is up. */
export const networkInterface = (
  name: string,
  changes: Partial<InventoryInterface> = {}
): InventoryInterface => ({
  name,
  mac: known('02:00:00:00:00:01'),
  mtu: known(1500),
  isUp: known(true),
  hasCarrier: known(true),
  speedMbps: known(10000),
  addresses: [],
  master: null,
  firmware: unknown('not asked'),
  ...changes
})

/** A PF of an 82599 with its interface. */
export const port = (
  at: PciAddress,
  name: string,
  node: number,
  changes: Partial<InventoryFunction> = {}
): InventoryFunction => ({
  address: at,
  vendorId: '8086',
  deviceId: '10fb',
  subsystemVendorId: unknown('not asked'),
  subsystemDeviceId: unknown('not asked'),
  vendorName: null,
  deviceName: null,
  classCode: 0x020000,
  class: 'network',
  parent: null,
  role: {
    kind: 'pf',
    sriov: {
      totalVfs: 63,
      hardwareTotalVfs: known(64),
      numVfs: 0,
      firstVfOffset: known(128),
      vfStride: known(2),
      vfDeviceId: known('10ed'),
      driversAutoprobe: known(true),
      vfs: [],
      vfSettings: known([])
    }
  },
  driver: known('ixgbe'),
  driverOverride: known(null),
  iommuGroup: known(1),
  numaNode: known(node),
  link: known(GEN2X8),
  resetMethods: known(['flr']),
  interfaces: [networkInterface(name)],
  uses: [],
  ...changes
})

/** The host, with `changes`. */
export const exampleHost = (changes: Partial<InventoryHost> = {}): InventoryHost => ({
  id: 'h1',
  takenAt: '2026-11-23T10:00:00Z',
  hostname: 'rack1-07',
  os: known('Debian GNU/Linux 12 (bookworm)'),
  kernel: '6.1.0-56-amd64',
  architecture: 'x86_64',
  privilege: 'root',
  iommu: { kind: 'on', type: 'intel' },
  cpu: { model: known('Intel Xeon'), logicalCpus: known(32), mhz: known(2600) },
  numaNodes: [
    { node: 0, cpus: '0-15', memoryMiB: known(65536) },
    { node: 1, cpus: '16-31', memoryMiB: known(65536) }
  ],
  functions: [
    port(PORT_A, 'ens1f0', 0),
    port(PORT_B, 'ens2f0', 1),
    port(DRIVE, '', 0, {
      class: 'nvme',
      classCode: 0x010802,
      interfaces: [],
      vendorId: '144d',
      deviceId: 'a824'
    })
  ],
  iommuGroups: [],
  drivers: [],
  tools: {},
  gaps: [],
  ...changes
})

/** VM `id` on the host. */
export const vm = (id: string, changes: Partial<PlanVm> = {}): PlanVm => ({
  id,
  name: id,
  host: 'h1',
  vcpus: 4,
  memoryMiB: 4096,
  numaNode: null,
  ...changes
})

/** VF `index` of `pf`. */
export const vf = (pf: PciAddress, index: number): AssignableFunction => ({
  kind: 'vf',
  host: 'h1',
  pf,
  index
})

/** A plan that gives each VM its functions. */
export const examplePlan = (
  vms: readonly (readonly [PlanVm, readonly AssignableFunction[]])[],
  changes: Partial<Plan> = {}
): Plan => ({
  schemaVersion: PLAN_SCHEMA_VERSION,
  id: 'p1',
  name: 'Example',
  notes: '',
  pfs: [],
  vms: vms.map(([each]) => each),
  assignments: vms.flatMap(([each, functions]) => functions.map((fn) => ({ function: fn, vm: each.id }))),
  vfs: [],
  ...changes
})
