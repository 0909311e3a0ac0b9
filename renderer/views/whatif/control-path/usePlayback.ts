import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { BREAK_NS } from './sequence-rows.ts'
import { useWatchStore } from './watch-store.ts'

/** Steps one after the other by themselves: time to read one, and longer where time passes. */
const STEP_MS = 900
const BREAK_MS = 700

/** Whoever asked for less motion gets all steps at once. */
const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Playing the steps that were not seen yet. */
export interface Playback {
  readonly isPlaying: Readonly<Ref<boolean>>
  /** From where it is, or from the beginning once everything was seen. */
  readonly play: () => void
  readonly pause: () => void
  readonly step: (by: 1 | -1) => void
}

/** Stops when the view goes away. */
export function usePlayback(): Playback {
  const store = useWatchStore()
  const isPlaying = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function pause(): void {
    clearTimeout(timer)
    isPlaying.value = false
  }
  function waitForNext(): void {
    const last = store.steps[store.shown - 1]
    const next = store.steps[store.shown]
    if (next === undefined) return pause()
    const isBreak =
      last !== undefined && last.entry === next.entry && next.step.atNs - last.step.atNs >= BREAK_NS
    timer = setTimeout(
      () => {
        store.show(store.shown + 1)
        waitForNext()
      },
      isBreak ? STEP_MS + BREAK_MS : STEP_MS
    )
  }
  function play(): void {
    pause()
    if (store.total === 0) return
    if (store.shown >= store.total) store.show(0)
    if (isCalm()) return store.show(store.total)
    isPlaying.value = true
    store.show(store.shown + 1)
    waitForNext()
  }
  function step(by: 1 | -1): void {
    pause()
    store.show(store.shown + by)
  }
  onScopeDispose(pause)
  return { isPlaying: readonly(isPlaying), play, pause, step }
}
