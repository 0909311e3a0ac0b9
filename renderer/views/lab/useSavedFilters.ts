import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { SavedHostFilter } from '#shared/lab/settings-schema.ts'
import { useSettingsStore } from '../../stores/settings.ts'
import { useUiStore } from '../../stores/ui.ts'
import { useHostListStore } from './host-list.ts'
import { isSameFilter, narrows, withFilter, withoutFilter } from './saved-filters.ts'

/** The saved filters of the host list. */
export interface SavedFilters {
  /** In order of name. */
  readonly all: ComputedRef<readonly SavedHostFilter[]>
  /** The one that the list shows right now; null = none. */
  readonly current: ComputedRef<SavedHostFilter | null>
  /** Why what is searched and filtered now cannot be saved; '' = it can. */
  readonly saveObstacle: ComputedRef<string>
  /** Whether a name is being asked for. */
  readonly isNaming: Ref<boolean>
  apply(filter: SavedHostFilter): void
  /** Shows all hosts again. */
  clear(): void
  save(name: string): Promise<void>
  /** Undo is offered. */
  remove(filter: SavedHostFilter): Promise<void>
}

/** Filters are settings: they are there again after a restart. */
export function useSavedFilters(): SavedFilters {
  const settings = useSettingsStore()
  const list = useHostListStore()
  const ui = useUiStore()

  const all = computed(() => settings.settings.hostFilters)
  const shown = computed(() => ({ text: list.text, state: list.filter }))
  const current = computed(() => all.value.find((one) => isSameFilter(one, shown.value)) ?? null)
  const saveObstacle = computed(() => {
    if (!narrows(shown.value)) return 'Search or filter first'
    return current.value ? `It is saved as ${current.value.name}` : ''
  })

  async function store(hostFilters: readonly SavedHostFilter[]): Promise<boolean> {
    const error = await settings.change({ hostFilters: [...hostFilters] })
    if (error !== null) ui.toastError(error)
    return error === null
  }
  function apply({ text, state }: SavedHostFilter): void {
    list.text = text
    list.filter = state
  }

  return {
    all,
    current,
    saveObstacle,
    isNaming: ref(false),
    apply,
    clear() {
      list.text = ''
      list.filter = 'all'
    },
    async save(name) {
      await store(withFilter(all.value, { name, ...shown.value }))
    },
    async remove(filter) {
      if (!(await store(withoutFilter(all.value, filter.name)))) return
      ui.toast({
        tone: 'neutral',
        text: `Filter ${filter.name} deleted`,
        action: { label: 'Undo', run: () => void store(withFilter(all.value, filter)) }
      })
    }
  }
}
