import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { ok, type Result } from '#shared/result.ts'
import { invoke, onEvent } from '../api.ts'

/**
 * The hosts of the lab and, once asked for, what each was seen to have. Both are large and immutable: they are
 * held shallowly and replaced whole.
 */
export const useLabStore = defineStore('lab', () => {
  /** In the order of the main process, by name. */
  const hosts = shallowRef<readonly HostSummary[]>([])
  /** Loaded inventories; a host that was never scanned has none. */
  const inventories = shallowRef<ReadonlyMap<HostId, InventoryHost>>(new Map())
  const isLoaded = ref(false)
  const error = shallowRef<Failure | null>(null)
  /** So that two views which want the same host ask once. */
  const underway = new Map<HostId, Promise<Result<InventoryHost | null, Failure>>>()

  const hostById = computed(() => new Map(hosts.value.map((host) => [host.id, host])))
  const hasSampleLab = computed(() => hosts.value.some((host) => host.origin === 'sample'))

  let asking: Promise<void> | null = null
  let askingNext: Promise<void> | null = null
  /**
   * Asks for the host list again. Keeps the old list when that fails, and says so in `error`. While an answer is on
   * its way, everybody else shares the next one: a scan of a thousand hosts tells a thousand changes.
   */
  function refresh(): Promise<void> {
    if (asking === null) return (asking = ask().finally(() => (asking = null)))
    askingNext ??= asking.then(() => {
      askingNext = null
      return refresh()
    })
    return askingNext
  }

  async function ask(): Promise<void> {
    const answer = await invoke('hosts.list')
    isLoaded.value = true
    if (!answer.ok) {
      error.value = answer.error
      return
    }
    error.value = null
    hosts.value = answer.value
    const there = new Set(answer.value.map((host) => host.id))
    if ([...inventories.value.keys()].some((id) => !there.has(id))) {
      inventories.value = new Map([...inventories.value].filter(([id]) => there.has(id)))
    }
  }

  async function fetchInventory(id: HostId): Promise<Result<InventoryHost | null, Failure>> {
    const answer = await invoke('inventory.get', { host: id })
    underway.delete(id)
    if (answer.ok) {
      const next = new Map(inventories.value)
      if (answer.value === null) next.delete(id)
      else next.set(id, answer.value)
      inventories.value = next
    }
    return answer
  }

  /** The inventory of a host, from memory where it is; null = never scanned. */
  function loadInventory(id: HostId): Promise<Result<InventoryHost | null, Failure>> {
    const there = inventories.value.get(id)
    if (there !== undefined) return Promise.resolve(ok(there))
    const waiting = underway.get(id) ?? fetchInventory(id)
    underway.set(id, waiting)
    return waiting
  }

  /**
   * Follows the lab as the main process changes it. Inventories in use are fetched again behind the one that is
   * shown, so that nothing flickers. Call once; returns the function that ends it.
   */
  function follow(): () => void {
    return onEvent('lab.changed', ({ hosts: changed }) => {
      void refresh()
      for (const id of changed) if (inventories.value.has(id)) void fetchInventory(id)
    })
  }

  return {
    hosts,
    hostById,
    inventories,
    hasSampleLab,
    isLoaded,
    error,
    refresh,
    loadInventory,
    follow
  }
})
