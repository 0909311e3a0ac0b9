import type { InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import type { SharedGroup } from '#shared/planned/pool.ts'
import { readOr } from '#shared/reading.ts'

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
