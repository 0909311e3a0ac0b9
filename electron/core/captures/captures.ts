import { buildInventory, INVENTORY_BUILDER } from '#shared/inventory/build.ts'
import { hostFacts } from '#shared/inventory/facts.ts'
import { searchText } from '#shared/inventory/search.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { Plan } from '#shared/plan/types.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { err } from '#shared/result.ts'
import type { HostSnapshot } from '#shared/snapshot/types.ts'
import type { CoreContext } from '../core-context.ts'
import { damagedCapture } from './damaged-capture.ts'

/** A capture that was read already: its text, and what the parser made of it. */
export interface ReadCapture {
  readonly capture: string
  readonly snapshot: HostSnapshot
}

/** Makes an inventory of a capture and stores both. The capture before stays in the history. */
export function saveCapture(
  { store, newId }: Pick<CoreContext, 'store' | 'newId'>,
  host: HostId,
  { capture, snapshot }: ReadCapture
): InventoryHost {
  const inventory = buildInventory(host, snapshot)
  store.captures.save({ id: newId(), host, text: capture, ...made(inventory) })
  return inventory
}

/**
 * What is known of a host; null = it was never read, or its capture is of a form that this version cannot read. A
 * capture that is damaged in the database is said at the host.
 */
export function inventoryOf({ store }: Pick<CoreContext, 'store'>, host: HostId): InventoryHost | null {
  const stored = store.captures.inventory(host)
  if (stored?.builder === INVENTORY_BUILDER) return stored.inventory
  const capture = store.captures.newest(host)
  if (capture?.text === null) store.hosts.setLastError(host, damagedCapture(capture.takenAt))
  const snapshot = capture?.text ? parseCapture(capture.text) : err(null)
  // An inventory of older code lacks what this code relies on.
  if (!capture || !snapshot.ok) return null
  const inventory = buildInventory(host, snapshot.value)
  store.captures.rebuild({ id: capture.id, host, ...made(inventory) })
  return inventory
}

const made = (inventory: InventoryHost) => ({
  inventory,
  builder: INVENTORY_BUILDER,
  facts: hostFacts(inventory),
  haystack: [inventory.hostname.toLowerCase(), ...inventory.functions.map(searchText)].join('\n')
})

/** Every host of a plan that was read. */
export const inventoriesOf = (
  context: Pick<CoreContext, 'store'>,
  plan: Plan
): ReadonlyMap<HostId, InventoryHost> =>
  new Map(
    hostsOf(plan).flatMap((id) => {
      const inventory = inventoryOf(context, id)
      return inventory ? [[id, inventory] as const] : []
    })
  )
