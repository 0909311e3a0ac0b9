import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { PciAddress } from '#shared/pci/address.ts'
import type { AssignableFunction } from '#shared/plan/types.ts'
import { everyPf, type PlannedHost } from '#shared/planned/planned-host.ts'
import { isObserved, slotsOf, type ObservedPf } from '#shared/planned/planned-pf.ts'
import { readOr } from '#shared/reading.ts'

/** What the pool of a host's board shows. */
export interface BoardPool {
  /** Functions with VFs to hand out, in order of address. */
  readonly pfs: readonly ObservedPf[]
  /** What can only be given as a whole: functions without SR-IOV, in order of address. */
  readonly plain: readonly InventoryFunction[]
  /** IOMMU groups with more than one function that could be assigned; bridges do not count. */
  readonly sharedGroups: ReadonlyMap<PciAddress, SharedGroup>
}

/** A group that goes to a VM as one. */
export interface SharedGroup {
  readonly id: number
  /** In order of address, bridges left out. */
  readonly members: readonly PciAddress[]
}

/** Classes that people give to VMs; the rest of a chipset (timers, SMBus) would only be in the way. */
const WORTH_GIVING: ReadonlySet<string> = new Set(['network', 'nvme', 'storage', 'display', 'accelerator'])

/** Sorts a host's functions into what the pool shows. */
export function boardPool(planned: PlannedHost, host: InventoryHost): BoardPool {
  const plain: InventoryFunction[] = []
  const bridges = new Set<PciAddress>()
  for (const fn of host.functions) {
    if (fn.role.kind === 'plain' && WORTH_GIVING.has(fn.class)) plain.push(fn)
    else if (fn.role.kind === 'bridge') bridges.add(fn.address)
  }
  const sharedGroups = new Map<PciAddress, SharedGroup>()
  for (const group of host.iommuGroups) {
    const members = group.members.filter((address) => !bridges.has(address))
    if (members.length < 2) continue
    for (const address of members) sharedGroups.set(address, { id: group.id, members })
  }
  return { pfs: everyPf(planned).filter(isObserved), plain, sharedGroups }
}

/** Consecutive items that share a group are drawn in one outline. */
export interface GroupedItems<T> {
  readonly group: SharedGroup | null
  readonly items: readonly T[]
}

/** Puts items of the same shared group beside each other, at the place of the first of them. */
export function byGroup<T>(
  items: readonly T[],
  groupOf: (item: T) => SharedGroup | null
): readonly GroupedItems<T>[] {
  const outlines: { group: SharedGroup | null; items: T[] }[] = []
  for (const item of items) {
    const group = groupOf(item)
    const outline = group ? outlines.find((one) => one.group?.id === group.id) : undefined
    if (outline) outline.items.push(item)
    else outlines.push({ group, items: [item] })
  }
  return outlines
}

/** "Intel Corporation I350 Gigabit Network Connection", or the ids where the host has no names. */
export const functionTitle = (fn: InventoryFunction): string =>
  fn.deviceName ?? `${fn.vendorName ?? fn.vendorId} ${fn.vendorId}:${fn.deviceId}`

/** "ice 1.14.9", "igb (in-tree)", "no driver", or why it is not known. */
export function driverLabel(host: InventoryHost, fn: InventoryFunction): string {
  if (!fn.driver.known) return 'driver not read'
  if (fn.driver.value === null) return 'no driver'
  const name = fn.driver.value
  const driver = host.drivers.find((one) => one.name === name)
  return driver?.version ? `${driver.name} ${driver.version}` : name
}

/** The PCIe link as "8 GT/s x4", with what it could be where it is less; null = none or not read. */
export function linkLabel(fn: InventoryFunction): string | null {
  const link = readOr(fn.link, null)
  if (!link) return null
  const now = `${link.speedGTps} GT/s x${link.width}`
  const isFull = link.speedGTps >= link.maxSpeedGTps && link.width >= link.maxWidth
  return isFull ? now : `${now} of ${link.maxSpeedGTps} GT/s x${link.maxWidth}`
}

/** Every function that the board can show: the VFs under the plan, then PFs and plain functions as a whole. */
export function boardFunctions(
  planned: PlannedHost,
  { pfs, plain }: BoardPool
): readonly AssignableFunction[] {
  return [
    ...pfs.flatMap((pf) => slotsOf(pf).map((slot) => slot.function)),
    ...[...pfs.map((pf) => pf.observed), ...plain].map((fn): AssignableFunction => ({
      kind: 'function',
      host: planned.id,
      address: fn.address
    })),
    ...planned.assigned.map((one) => one.function)
  ]
}
