/** A small host and plan for unit tests: everything read, two 10 Gb/s ports and an NVMe drive. */
import {
  NVME_DRIVE,
  testFunction,
  testHost,
  testInterface,
  testPf,
  testSriov
} from '../../inventory/test-host.ts'
import type { InventoryFunction, InventoryHost, InventoryInterface, PcieLink } from '../../inventory/types.ts'
import { formatPciAddress, type PciAddress } from '../../pci/address.ts'
import { vfFunction } from '../../plan/function-key.ts'
import { emptyPlan } from '../../plan/plan.ts'
import type { AssignableFunction, Plan, PlanVm } from '../../plan/types.ts'
import { known } from '../../reading.ts'

const HOST = 'h1'

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

/** An interface that is up, at 10 Gb/s. */
export const networkInterface = (
  name: string,
  changes: Partial<InventoryInterface> = {}
): InventoryInterface => testInterface(name, { speedMbps: known(10_000), ...changes })

/** A PF of an 82599 with its interface. */
export const port = (
  at: PciAddress,
  name: string,
  node: number,
  changes: Partial<InventoryFunction> = {}
): InventoryFunction =>
  testFunction(at, {
    deviceId: '10fb',
    deviceName: null,
    role: {
      kind: 'pf',
      sriov: testSriov([], { totalVfs: 63, hardwareTotalVfs: known(64), vfDeviceId: known('10ed') })
    },
    driver: known('ixgbe'),
    numaNode: known(node),
    link: known(GEN2X8),
    interfaces: [networkInterface(name)],
    ...changes
  })

/** The host, with `changes`. */
export const exampleHost = (changes: Partial<InventoryHost> = {}): InventoryHost =>
  testHost(
    [
      port(PORT_A, 'ens1f0', 0),
      port(PORT_B, 'ens2f0', 1),
      testPf(DRIVE, { ...NVME_DRIVE, numaNode: 0, link: GEN2X8 })
    ],
    { id: HOST, ...changes }
  )

/** VM `id` on the host. */
export const vm = (id: string, changes: Partial<PlanVm> = {}): PlanVm => ({
  id,
  name: id,
  host: HOST,
  vcpus: 4,
  memoryMiB: 4096,
  numaNode: null,
  ...changes
})

/** VF `index` of `pf`. */
export const vf = (pf: PciAddress, index: number): AssignableFunction => vfFunction({ host: HOST, pf, index })

/** A plan that gives each VM its functions. */
export const examplePlan = (
  vms: readonly (readonly [PlanVm, readonly AssignableFunction[]])[],
  changes: Partial<Plan> = {}
): Plan => ({
  ...emptyPlan({ id: 'p1', name: 'Example' }),
  vms: vms.map(([each]) => each),
  assignments: vms.flatMap(([each, functions]) => functions.map((fn) => ({ function: fn, vm: each.id }))),
  ...changes
})
