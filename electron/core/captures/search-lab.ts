import { searchInventory, type SearchedHost } from '#shared/inventory/search.ts'
import type { SearchHit } from '#shared/lab/search-hit.ts'
import type { CoreContext } from '../core-context.ts'
import { inventoryOf } from './captures.ts'

/** More hits than anybody reads. */
const HIT_LIMIT = 200

/**
 * Finds hosts and functions of the whole lab. The store names the hosts in question, so that only their
 * inventories are unpacked, and no more of them than fill the list.
 */
export function searchLab(context: Pick<CoreContext, 'store'>, text: string): readonly SearchHit[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return searchInventory(candidates(context, words), text, HIT_LIMIT)
}

function* candidates(context: Pick<CoreContext, 'store'>, words: readonly string[]): Generator<SearchedHost> {
  const { store } = context
  // A MAC typed with dashes is stored with colons.
  const asStored = words.map((word) =>
    /^[0-9a-f]{2}(-[0-9a-f]{2})+$/.test(word) ? word.replaceAll('-', ':') : word
  )
  const names = new Map(store.hosts.list().map(({ id, name }) => [id, name]))
  for (const id of store.captures.hostsWith(asStored)) {
    const inventory = inventoryOf(context, id)
    if (inventory) yield { name: names.get(id) ?? inventory.hostname, inventory }
  }
}
