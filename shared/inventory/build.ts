import { groupReasons, type GroupNode } from '../iommu/group-reasons.ts'
import { comparePciAddresses } from '../pci/address.ts'
import { acsCapability } from '../pci/acs-capability.ts'
import { isPciBridge } from '../pci/class-code.ts'
import { configSpaceOf, type ConfigSpace } from '../pci/config-space.ts'
import { pciExpressCapability } from '../pci/pci-express-capability.ts'
import { known, unknown, type Reading } from '../reading.ts'
import type { HostSnapshot, SnapshotFunction } from '../snapshot/types.ts'
import type { ReservedRegion } from '../snapshot/iommu.ts'
import { inventoryDrivers } from './drivers.ts'
import { inventoryFunction, snapshotIndex } from './functions.ts'
import { cpuCount } from './cpu-list.ts'
import { functionUsages } from './usage/function-usage.ts'
import { usageOf } from './usage/types.ts'
import { vfListGaps } from './vf-list-gaps.ts'
import { functionsBelow, interfaceStack } from './usage/interface-stack.ts'
import type {
  HostId,
  InventoryCpu,
  InventoryHost,
  InventoryIommu,
  InventoryIommuGroup,
  InventoryMaster
} from './types.ts'

/**
 * Raise it when `buildInventory`, `hostFacts` or `searchText` make something else of the same capture: what is stored
 * is then built again when it is next asked for. A test compares what the sample captures give.
 */
export const INVENTORY_BUILDER = 8

/** The host that a snapshot shows. The same snapshot always gives the same inventory. */
export function buildInventory(id: HostId, snapshot: HostSnapshot): InventoryHost {
  const usages = functionUsages(snapshot)
  const around = snapshotIndex(snapshot)
  const configs = new Map(
    snapshot.functions.flatMap(({ address, configSpace }) =>
      configSpace.known ? [[address, configSpaceOf(configSpace.value)] as const] : []
    )
  )
  const { machine, reader } = snapshot
  const functions = snapshot.functions.map((fn) =>
    inventoryFunction(fn, around, configs.get(fn.address) ?? null, usages.get(fn.address) ?? usageOf([]))
  )
  return {
    id,
    identity: {
      machineId: machine.machineId,
      productSerial: machine.productSerial,
      productUuid: machine.productUuid
    },
    takenAt: snapshot.takenAt,
    hostname: machine.hostname,
    os: machine.osName,
    kernel: machine.kernelRelease,
    kernelCommandLine: machine.kernelCommandLine,
    architecture: machine.architecture,
    product: machine.product,
    hypervisor: machine.hypervisor,
    masters: mastersOf(snapshot),
    privilege: reader.uid !== 0 ? 'user' : reader.isSudo ? 'sudo' : 'root',
    iommu: iommuOf(snapshot),
    cpu: cpuOf(snapshot),
    numaNodes: snapshot.numaNodes.map(({ node, cpus, memoryKiB }) => ({
      node,
      cpus,
      memoryMiB: memoryKiB.known ? known(Math.floor(memoryKiB.value / 1024)) : memoryKiB
    })),
    functions,
    iommuGroups: groupsOf(snapshot, configs),
    drivers: inventoryDrivers(snapshot),
    tools: snapshot.tools,
    gaps: [...snapshot.gaps, ...vfListGaps(functions)]
  }
}

const IOMMU_TABLES = ['DMAR', 'IVRS', 'IORT'] as const

function mastersOf(snapshot: HostSnapshot): readonly InventoryMaster[] {
  const stack = interfaceStack(snapshot)
  const ports = new Map<string, InventoryMaster['ports'][number][]>()
  for (const { name, master } of snapshot.interfaces) {
    if (master === null) continue
    const port = { name, functions: functionsBelow(stack, name).map((one) => one.function) }
    const list = ports.get(master)
    if (list) list.push(port)
    else ports.set(master, [port])
  }
  return [...ports]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, owned]) => ({
      name,
      kind: stack.byName.get(name)?.kind ?? null,
      bondMode: stack.byName.get(name)?.bondMode ?? null,
      ports: owned
    }))
}

/** Groups decide; the firmware's tables only tell "off" from "not there". */
function iommuOf(snapshot: HostSnapshot): InventoryIommu {
  const { acpiTables, units } = snapshot.iommu
  const tables = acpiTables.known ? acpiTables.value : []
  if (snapshot.functions.some(({ iommuGroup }) => iommuGroup.known && iommuGroup.value !== null)) {
    const has = (unit: string): boolean => units.some((name) => name.startsWith(unit))
    if (has('dmar')) return { kind: 'on', type: 'intel' }
    if (has('ivhd')) return { kind: 'on', type: 'amd' }
    if (has('smmu') || has('arm-smmu')) return { kind: 'on', type: 'smmu' }
    return { kind: 'on', type: 'other' }
  }
  if (!snapshot.functions.some(({ iommuGroup }) => iommuGroup.known)) {
    return { kind: 'unread', reason: 'the probe could not list the links of /sys/bus/pci/devices' }
  }
  const table = IOMMU_TABLES.find((name) => tables.includes(name))
  if (table !== undefined) return { kind: 'off-in-kernel', table }
  return acpiTables.known ? { kind: 'absent' } : { kind: 'unread', reason: acpiTables.reason }
}

function cpuOf({ cpu }: HostSnapshot): InventoryCpu {
  const mhz = cpu.ratedMhz.known ? cpu.ratedMhz : cpu.currentMhz
  return {
    model: cpu.model,
    logicalCpus: cpuCount(cpu.online),
    mhz: mhz.known ? known(Math.round(mhz.value)) : mhz
  }
}

function groupsOf(
  snapshot: HostSnapshot,
  configs: ReadonlyMap<string, ConfigSpace>
): readonly InventoryIommuGroup[] {
  const members = new Map<number, SnapshotFunction[]>()
  for (const fn of snapshot.functions) {
    if (!fn.iommuGroup.known || fn.iommuGroup.value === null) continue
    members.set(fn.iommuGroup.value, [...(members.get(fn.iommuGroup.value) ?? []), fn])
  }
  const regions = new Map(snapshot.iommu.reservedRegions.map((one) => [one.group, one.regions]))
  // A group without any has an empty file, which cannot be told from an unread one but by the other groups.
  const regionsOf = (id: number): Reading<readonly ReservedRegion[]> =>
    regions.size > 0 ? known(regions.get(id) ?? []) : unknown('no reserved regions of IOMMU groups were read')
  const types = new Map(snapshot.iommu.groupTypes.map(({ group, type }) => [group, type]))
  return [...members]
    .sort(([a], [b]) => a - b)
    .map(([id, functions]) => {
      const reasons = groupReasons(functions.map((fn) => groupNode(fn, configs.get(fn.address) ?? null)))
      return {
        id,
        type: typeReading(types.get(id)),
        reservedRegions: regionsOf(id),
        members: functions.map(({ address }) => address).sort(comparePciAddresses),
        ...(reasons.length > 0 ? { reasons } : {})
      }
    })
}

const typeReading = (type: string | undefined): Reading<string> =>
  type === undefined ? unknown('this kernel does not show the type of a group') : known(type)

const groupNode = (fn: SnapshotFunction, config: ConfigSpace | null): GroupNode => ({
  address: fn.address,
  parent: fn.parent,
  isPciBridge: isPciBridge(fn.classCode),
  isVf: fn.physfn !== null,
  portType: config === null ? null : (pciExpressCapability(config)?.portType ?? null),
  acs: config === null ? null : acsCapability(config),
  isExtendedSpaceRead: config !== null && config.length >= 256
})
