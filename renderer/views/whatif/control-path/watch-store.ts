import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { SystemAction, SystemConfig } from '#shared/emulate/types.ts'
import { lessons, type Lesson } from './lessons.ts'
import { createSeenSteps } from './seen-steps.ts'
import type { AskedAction } from './session.ts'
import { defaultSystem } from './system-config.ts'
import { createUndoSteps } from './undo-steps.ts'

/** What is watched: everything that undo brings back. */
interface Watched {
  /** The system as it was chosen by hand, and what the lesson needs instead. */
  readonly chosen: SystemConfig
  readonly demanded: Partial<SystemConfig>
  readonly lesson: Lesson | null
  readonly asked: readonly AskedAction[]
}

const nothing: Watched = { chosen: defaultSystem, demanded: {}, lesson: null, asked: [] }

/** A system that is acted on and watched. Kept while the window is open. */
export const useWatchStore = defineStore('watch', () => {
  const { now: watched, past, future, ...history } = createUndoSteps(nothing)
  const asked = computed(() => watched.value.asked)
  const lesson = computed(() => watched.value.lesson)
  const config = computed<SystemConfig>(() => ({ ...watched.value.chosen, ...watched.value.demanded }))
  const seen = createSeenSteps(config, asked)
  const { shown, total, isSetupShown, show } = seen

  /** More was done than the lesson says. */
  const isBeyondLesson = computed(
    () =>
      lesson.value !== null && asked.value.length > lesson.value.setup.length + lesson.value.actions.length
  )
  const nextLesson = computed<Lesson | null>(() => {
    const at = lessons.findIndex(({ id }) => id === lesson.value?.id)
    return lessons[at + 1] ?? null
  })

  const change = (changes: Partial<Watched>): void => history.put({ ...watched.value, ...changes })

  /** Does one thing more; what was not yet seen of the others is shown at once. */
  function act(action: SystemAction): void {
    const before = total.value
    change({ asked: [...asked.value, { action, isSetup: false }] })
    show(before)
  }
  function startLesson(next: Lesson): void {
    isSetupShown.value = false
    change({
      lesson: next,
      demanded: next.config,
      asked: [
        ...next.setup.map((action) => ({ action, isSetup: true })),
        ...next.actions.map((action) => ({ action, isSetup: false }))
      ]
    })
    show(0)
  }
  /** Everything as if the action had never been done. */
  function remove(entry: number): void {
    change({ asked: asked.value.filter((_, at) => at !== entry) })
    show(total.value)
  }
  /** A new system, as it was chosen. */
  function clear(): void {
    change({ demanded: {}, lesson: null, asked: [] })
    show(0)
  }
  /** Another system for the same actions; what the lesson demanded of these fields gives way. */
  function configure(changes: Partial<SystemConfig>): void {
    const isAtEnd = shown.value >= total.value
    const { chosen, demanded } = watched.value
    change({
      chosen: { ...chosen, ...changes },
      demanded: Object.fromEntries(Object.entries(demanded).filter(([field]) => !(field in changes)))
    })
    show(isAtEnd ? total.value : 0)
  }
  function undo(): void {
    if (history.undo()) show(total.value)
  }
  function redo(): void {
    if (history.redo()) show(total.value)
  }

  return {
    ...seen,
    config,
    asked,
    past,
    future,
    lesson,
    isBeyondLesson,
    nextLesson,
    act,
    startLesson,
    remove,
    clear,
    undo,
    redo,
    configure
  }
})
