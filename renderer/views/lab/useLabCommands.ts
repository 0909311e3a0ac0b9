import {
  BookmarkPlus,
  FileDown,
  FlaskConical,
  ListFilter,
  Plus,
  ScanSearch,
  Search,
  Table2,
  Trash2
} from '@lucide/vue'
import type { Ref } from 'vue'
import type { HostSummary } from '#shared/lab/host.ts'
import { useCommands } from '../../stores/commands/registry.ts'
import { useLabStore } from '../../stores/lab.ts'
import { useHostActions } from './useHostActions.ts'
import type { SavedFilters } from './useSavedFilters.ts'

/** What the Lab offers to the palette and the keyboard. `chosen` are the hosts that "the selected hosts" means. */
export function useLabCommands(view: {
  readonly chosen: Readonly<Ref<readonly HostSummary[]>>
  readonly isCompact: Readonly<Ref<boolean>>
  readonly add: () => void
  readonly askToRemove: (hosts: readonly HostSummary[]) => void
  readonly search: () => void
  readonly showAll: () => void
  readonly filters: SavedFilters
}): void {
  const lab = useLabStore()
  const actions = useHostActions()
  const needsChosen = (): string | null => (view.chosen.value.length === 0 ? 'Select hosts first' : null)

  useCommands([
    { id: 'lab.add', title: 'Add a host…', group: 'Lab', icon: Plus, keys: ['N'], run: view.add },
    {
      id: 'lab.scan',
      title: 'Scan the selected hosts',
      group: 'Lab',
      icon: ScanSearch,
      keys: ['R'],
      words: 'refresh rescan read',
      disabledReason: needsChosen,
      run: () => void actions.scan(view.chosen.value)
    },
    {
      id: 'lab.scan-all',
      title: 'Scan all hosts',
      group: 'Lab',
      icon: ScanSearch,
      keys: ['Shift+R'],
      disabledReason: () =>
        lab.hosts.some((host) => host.origin === 'ssh') ? null : 'No host is reached over SSH',
      run: () => void actions.scan(lab.hosts)
    },
    {
      id: 'lab.import',
      title: 'Import captures…',
      group: 'Lab',
      icon: FileDown,
      run: () => void actions.importCaptures()
    },
    {
      id: 'lab.sample',
      title: 'Add or remove the sample lab',
      group: 'Lab',
      icon: FlaskConical,
      words: 'demo example',
      run: () => void (lab.hasSampleLab ? actions.removeSampleLab() : actions.addSampleLab())
    },
    {
      id: 'lab.remove',
      title: 'Remove the selected hosts…',
      group: 'Lab',
      icon: Trash2,
      keys: ['Delete'],
      disabledReason: needsChosen,
      run: () => view.askToRemove(view.chosen.value)
    },
    {
      id: 'lab.search',
      title: 'Search the host list',
      group: 'Lab',
      icon: Search,
      keys: ['/'],
      run: view.search
    },
    {
      id: 'lab.show-all',
      title: 'Show all hosts as a table',
      group: 'Lab',
      icon: Table2,
      keys: ['Escape'],
      disabledReason: () => (view.isCompact.value ? null : 'They are shown'),
      run: view.showAll
    }
  ])
  const { filters } = view
  useCommands(() => [
    {
      id: 'lab.save-filter',
      title: 'Save the filter of the host list…',
      group: 'Lab',
      icon: BookmarkPlus,
      disabledReason: () => filters.saveObstacle.value || null,
      run: () => (filters.isNaming.value = true)
    },
    ...filters.all.value.map((one) => ({
      id: `lab.filter.${one.name}`,
      title: `Show the hosts of the filter ${one.name}`,
      group: 'Lab',
      icon: ListFilter,
      run: () => {
        filters.apply(one)
        view.showAll()
      }
    }))
  ])
}
