import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { noSelection, type ListSelection } from '../../ui/list-selection.ts'
import type { TableSort } from '../../ui/table-column.ts'
import { matchesText, passesFilter, type HostFilter } from './host-state.ts'
import { useLabStore } from '../../stores/lab.ts'

/** How the host list is narrowed down, sorted and selected; it outlives the view, so that coming back is free. */
export const useHostListStore = defineStore('host-list', () => {
  const lab = useLabStore()
  const text = ref('')
  const filter = ref<HostFilter>('all')
  const sort = shallowRef<TableSort | null>({ column: 'name', isDescending: false })
  const selection = shallowRef<ListSelection>(noSelection)

  const matching = computed(() =>
    lab.hosts.filter((host) => passesFilter(host, filter.value) && matchesText(host, text.value.trim()))
  )
  /** Selected and still there, also where the filter hides them: an action says how many it takes. */
  const selected = computed(() => lab.hosts.filter((host) => selection.value.selected.has(host.id)))

  return { text, filter, sort, selection, matching, selected }
})
