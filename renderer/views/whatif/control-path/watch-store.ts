import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { createSystem } from '#shared/emulate/system.ts'
import type { SystemAction, SystemConfig } from '#shared/emulate/types.ts'
import { lessons, type Lesson } from './lessons.ts'
import { registerRows, type RegisterRow } from './registers.ts'
import {
  allSteps,
  entriesSeen,
  entryAt,
  overview,
  replay,
  setupSteps,
  stepCount,
  systemAfter,
  viewAt,
  viewBefore,
  type AskedAction
} from './session.ts'
import { defaultSystem } from './system-config.ts'

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
  const watched = shallowRef<Watched>(nothing)
  const past = shallowRef<readonly Watched[]>([])
  const future = shallowRef<readonly Watched[]>([])
  const isSetupShown = ref(false)
  /** With the registers and doorbells that carry each message. */
  const isEveryRegister = ref(false)
  /** How many steps have been seen. */
  const shown = ref(0)
  /** Step that is explained; null = none. */
  const selected = ref<number | null>(null)

  const asked = computed(() => watched.value.asked)
  const lesson = computed(() => watched.value.lesson)
  const config = computed<SystemConfig>(() => ({ ...watched.value.chosen, ...watched.value.demanded }))
  const whole = computed(() => replay(createSystem, config.value, asked.value))
  const session = computed(() => (isEveryRegister.value ? whole.value : overview(whole.value)))
  const steps = computed(() => allSteps(session.value))
  const total = computed(() => stepCount(session.value))
  const first = computed(() => (isSetupShown.value ? 0 : setupSteps(session.value)))
  const view = computed(() => viewAt(session.value, shown.value))
  const before = computed(() => viewBefore(session.value, shown.value))
  /** Configuration space, now and before the action that is shown. Done anew only while somebody looks at it. */
  const registersAfter = (actions: number): readonly RegisterRow[] =>
    registerRows(systemAfter(createSystem, config.value, asked.value.slice(0, actions)))
  const seenActions = computed(() => entriesSeen(session.value, shown.value))
  const actionsBefore = computed(() => entryAt(session.value, shown.value) ?? 0)
  const registers = computed(() => registersAfter(seenActions.value))
  const registersBefore = computed(() => registersAfter(actionsBefore.value))
  const selectedStep = computed(() =>
    selected.value === null || selected.value >= shown.value ? null : (steps.value[selected.value] ?? null)
  )
  /** More was done than the lesson says. */
  const isBeyondLesson = computed(
    () =>
      lesson.value !== null && asked.value.length > lesson.value.setup.length + lesson.value.actions.length
  )
  const nextLesson = computed<Lesson | null>(() => {
    const at = lessons.findIndex(({ id }) => id === lesson.value?.id)
    return lessons[at + 1] ?? null
  })

  /** Shows the first `count` steps and explains the last of them. */
  function show(count: number): void {
    shown.value = Math.max(first.value, Math.min(total.value, count))
    selected.value = shown.value > first.value ? shown.value - 1 : null
  }
  function change(changes: Partial<Watched>): void {
    past.value = [...past.value, watched.value]
    future.value = []
    watched.value = { ...watched.value, ...changes }
  }

  /** Does one thing more; what was not yet seen of the others is shown at once. */
  function act(action: SystemAction): void {
    const seen = total.value
    change({ asked: [...asked.value, { action, isSetup: false }] })
    show(seen)
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
    const last = past.value.at(-1)
    if (last === undefined) return
    future.value = [watched.value, ...future.value]
    past.value = past.value.slice(0, -1)
    watched.value = last
    show(total.value)
  }
  function redo(): void {
    const [next, ...rest] = future.value
    if (next === undefined) return
    past.value = [...past.value, watched.value]
    future.value = rest
    watched.value = next
    show(total.value)
  }
  function showSetup(is: boolean): void {
    isSetupShown.value = is
    show(shown.value)
  }
  /** What was seen stays seen: up to the last step of it that both pictures have. */
  function showEveryRegister(is: boolean): void {
    const seen = new Set(steps.value.slice(0, shown.value).map(({ step }) => step))
    const isAtEnd = shown.value >= total.value
    isEveryRegister.value = is
    show(isAtEnd ? total.value : steps.value.findLastIndex(({ step }) => seen.has(step)) + 1)
  }

  return {
    config,
    asked,
    past,
    future,
    lesson,
    isBeyondLesson,
    nextLesson,
    isSetupShown,
    isEveryRegister,
    shown,
    selected,
    session,
    steps,
    total,
    first,
    view,
    before,
    registers,
    registersBefore,
    selectedStep,
    show,
    act,
    startLesson,
    remove,
    clear,
    undo,
    redo,
    configure,
    showSetup,
    showEveryRegister
  }
})
