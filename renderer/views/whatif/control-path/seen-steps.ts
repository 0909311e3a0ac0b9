import { computed, ref, type Ref } from 'vue'
import { createSystem } from '#shared/emulate/system.ts'
import type { SystemConfig } from '#shared/emulate/types.ts'
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

/** What a system did when it was acted on, as far as it was seen: the picture, the step that is explained, registers. */
export function createSeenSteps(config: Ref<SystemConfig>, asked: Ref<readonly AskedAction[]>) {
  const isSetupShown = ref(false)
  /** With the registers and doorbells that carry each message. */
  const isEveryRegister = ref(false)
  /** How many steps have been seen. */
  const shown = ref(0)
  /** Step that is explained; null = none. */
  const selected = ref<number | null>(null)

  const whole = computed(() => replay(createSystem, config.value, asked.value))
  const session = computed(() => (isEveryRegister.value ? whole.value : overview(whole.value)))
  const steps = computed(() => allSteps(session.value))
  const total = computed(() => stepCount(session.value))
  const first = computed(() => (isSetupShown.value ? 0 : setupSteps(session.value)))
  const view = computed(() => viewAt(session.value, shown.value))
  const before = computed(() => viewBefore(session.value, shown.value))
  const selectedStep = computed(() =>
    selected.value === null || selected.value >= shown.value ? null : (steps.value[selected.value] ?? null)
  )
  /** Configuration space, now and before the action that is shown. Computed only while it is looked at. */
  const registersAfter = (actions: number): readonly RegisterRow[] =>
    registerRows(systemAfter(createSystem, config.value, asked.value.slice(0, actions)))
  const seenActions = computed(() => entriesSeen(session.value, shown.value))
  const actionsBefore = computed(() => entryAt(session.value, shown.value) ?? 0)
  const registers = computed(() => registersAfter(seenActions.value))
  const registersBefore = computed(() => registersAfter(actionsBefore.value))

  /** Shows the first `count` steps and explains the last of them. */
  function show(count: number): void {
    shown.value = Math.max(first.value, Math.min(total.value, count))
    selected.value = shown.value > first.value ? shown.value - 1 : null
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
    showSetup,
    showEveryRegister
  }
}
