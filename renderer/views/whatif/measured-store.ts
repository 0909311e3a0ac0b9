import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { nicPresets } from '#shared/simulate/presets/nic-presets.ts'
import type { MeasuredResult } from '#shared/simulate/measurements/result.ts'
import { isSame, questionOfTool, type Measurement } from '#shared/simulate/what-if/measurement.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import type { Asked } from '#shared/simulate/what-if/question.ts'
import { useWhatIfStore } from './what-if-store.ts'
import { countWords, trafficWords } from './what-if-text.ts'

/** A measurement with what it was made on: it is shown where that is asked about. */
interface Kept extends Measurement {
  /** A host of the lab, free scenarios, or a file. */
  readonly about: string
}

/** Measurements that were opened, each with the question that it answers. Kept while the window is open. */
export const useMeasuredStore = defineStore('measured', () => {
  const store = useWhatIfStore()
  const kept = shallowRef<readonly Kept[]>([])
  /** One that was just laid down, until somebody has brought it into view; null = none. */
  const fresh = ref<number | null>(null)
  let lastId = 0

  const about = computed(() => {
    if (store.subject === 'file') return `file ${store.file?.name ?? ''}`
    return store.subject === 'plan' ? `host ${store.presetHost ?? ''}` : 'free'
  })
  /** Those of what is asked about now, in the order in which they were opened. */
  const current = computed<readonly Measurement[]>(() =>
    kept.value.filter((one) => one.about === about.value)
  )

  /** A question in full; null where the subject has nothing to lay a measurement beside. */
  function question(
    way: MethodChoice | null,
    changes: Asked
  ): Pick<Measurement, 'way' | 'asked' | 'scenario' | 'conditions'> | null {
    const { ground, file } = store
    const asked = { ...store.effective, ...changes }
    if (ground === null) {
      const scenario = store.subject === 'file' ? (file?.scenario ?? null) : null
      return scenario === null || scenario.kind === 'layout'
        ? null
        : { way: null, asked, scenario, conditions: file?.title ?? '' }
    }
    const chosen = way ?? ground.planned ?? [...ground.layouts.keys()][0]
    const layout = chosen === undefined ? undefined : ground.layouts.get(chosen)
    if (chosen === undefined || layout === undefined) return null
    const shown = { ...store.knobs, ...changes }
    const nic = store.subject === 'free' ? [nicPresets[store.freeHost.nic].label] : []
    return {
      way: chosen,
      asked,
      scenario: layoutOf(layout, asked),
      conditions: [...nic, countWords(asked.vms ?? ground.vms, 'VM'), trafficWords(shown)].join(', ')
    }
  }

  /** Lays results beside the question as it is, or as the tool must have asked it. False = there is nothing to lay them beside. */
  function add(name: string, results: readonly MeasuredResult[]): boolean {
    const asked = store.ground === null ? null : questionOfTool(results, store.knobs)
    const answered = question(null, asked ?? {})
    if (answered === null) return false
    kept.value = [...kept.value, { id: ++lastId, name, results, about: about.value, ...answered }]
    fresh.value = lastId
    return true
  }
  /** Takes one away; returns how to have it back. */
  function remove(id: number): () => void {
    const before = kept.value
    kept.value = before.filter((one) => one.id !== id)
    return () => {
      kept.value = before
    }
  }
  /** Lays one beside the question as it is now, by another way where one is given. */
  function askAsNow(id: number, way: MethodChoice | null): void {
    kept.value = kept.value.map((one) => {
      if (one.id !== id) return one
      return { ...one, ...question(way ?? one.way, {}) }
    })
  }
  /** The same question by another way. */
  function setWay(id: number, way: MethodChoice): void {
    kept.value = kept.value.map((one) => {
      const layout = one.id === id ? store.ground?.layouts.get(way) : undefined
      return layout === undefined ? one : { ...one, way, scenario: layoutOf(layout, one.asked) }
    })
  }
  /** Whether one answers the question as it is now. */
  function isAskedNow({ way, scenario }: Measurement): boolean {
    const now = question(way, {})
    return now !== null && isSame(now.scenario, scenario)
  }

  return { current, fresh, add, remove, askAsNow, setWay, isAskedNow }
})
