import { computed, type ComputedRef } from 'vue'
import { invoke } from '../../api.ts'
import type { MenuEntry } from '../../ui/menu-entry.ts'
import { useLabStore } from '../../stores/lab.ts'
import { useUiStore } from '../../stores/ui.ts'
import { atLoad } from '#shared/simulate/what-if/offered-load.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import { NS_PER_MS } from './queue-depths.ts'
import { eventsFor } from './run-events-draft.ts'
import { WARM_UP_SHARE } from './run-summary.ts'
import { eventsWithNames, savedScenario, sweepOver, withNames, type SavedFile } from './saved-files.ts'
import { useWhatIfStore } from './what-if-store.ts'

/** The question as scenario files: one for each way, or all of them at once. On Run with the load of the runs. */
export function useSavedScenario(): {
  readonly entries: ComputedRef<readonly MenuEntry[]>
  /** Saves the way that the plan or the file takes, or the first; null without a question. */
  readonly first: ComputedRef<(() => void) | null>
} {
  const store = useWhatIfStore()
  const lab = useLabStore()
  const ui = useUiStore()

  /** What Run is about is the layout at its load. */
  const hasLoad = (): boolean => store.tab === 'run' && store.loadPercent > 0

  function fileOf(way: MethodChoice): SavedFile[] {
    const { ground, effective, loadPercent, parameters, events, seed, durationMs } = store
    const layout = ground?.layouts.get(way)
    if (ground === null || layout === undefined) return []
    const asked = layoutOf(layout, effective)
    const isLoaded = hasLoad()
    const scenario = isLoaded ? atLoad(asked, loadPercent / 100, parameters) : asked
    const title = `${ground.summary}, ${store.titleOf(way)}${isLoaded ? `, at ${loadPercent} % load` : ''}`
    const hostNames = new Map(lab.hosts.map(({ id, name }) => [id, name]))
    const run = {
      seed,
      durationNs: durationMs * NS_PER_MS,
      warmUpNs: durationMs * NS_PER_MS * WARM_UP_SHARE,
      events: eventsWithNames(eventsFor(events, scenario), scenario, hostNames)
    }
    const named = withNames(scenario, ground.vmNames, hostNames)
    const ownSweep = store.subject === 'file' ? (store.file?.sweep ?? null) : null
    const sweep = ownSweep === null ? null : sweepOver(named, ownSweep)
    return [
      savedScenario(named, {
        title,
        parameters,
        ...(store.tab === 'run' ? { run } : {}),
        ...(sweep === null ? {} : { sweep })
      })
    ]
  }
  function ofPoint(): SavedFile[] {
    const { file, parameters, pointReport } = store
    return file === null || pointReport === null
      ? []
      : [
          savedScenario(file.scenario, {
            title: file.title,
            parameters,
            ...(file.sweep === null ? {} : { sweep: file.sweep })
          })
        ]
  }
  async function save(files: readonly SavedFile[]): Promise<void> {
    const answer = await invoke('files.save', {
      files: files.map(({ name, content }) => ({ name, content, isExecutable: false }))
    })
    if (!answer.ok) ui.toastError(answer.error)
    else if (answer.value !== null)
      ui.toast({
        tone: 'free',
        text: files.length === 1 ? `Saved ${files[0]?.name}` : `Saved ${files.length} scenarios`,
        detail: 'vflab simulate takes it as it is.'
      })
  }

  const ways = computed<readonly MethodChoice[]>(() => [...(store.ground?.layouts.keys() ?? [])])
  const entries = computed<readonly MenuEntry[]>(() => {
    if (store.pointReport !== null)
      return [{ kind: 'action', label: 'Save the scenario…', run: () => void save(ofPoint()) }]
    if (ways.value.length === 0) return []
    return [
      {
        kind: 'heading',
        label: hasLoad() ? `As a scenario file, at ${store.loadPercent} % load` : 'As a scenario file'
      },
      ...ways.value.map((way): MenuEntry => ({
        kind: 'action',
        label: `${store.titleOf(way)}…`,
        run: () => void save(fileOf(way))
      })),
      { kind: 'separator' },
      { kind: 'action', label: 'All ways…', run: () => void save(ways.value.flatMap(fileOf)) }
    ]
  })
  const first = computed(() => {
    if (store.pointReport !== null) return () => void save(ofPoint())
    const way = store.ground?.planned ?? ways.value[0]
    return way === undefined ? null : () => void save(fileOf(way))
  })
  return { entries, first }
}
