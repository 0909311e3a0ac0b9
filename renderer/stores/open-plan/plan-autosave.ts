import { shallowRef, type ShallowRef } from 'vue'
import type { Failure } from '#shared/failure.ts'
import type { Plan } from '#shared/plan/types.ts'
import type { Result } from '#shared/result.ts'

/** Whether what is on the screen is also in the database. */
export type SaveState =
  | { readonly kind: 'saved' }
  /** Changed a moment ago, or being written. */
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: Failure }

/** Writes a plan some time after its last change, one write at a time, and never an older one after a newer. */
export interface PlanAutosave {
  readonly state: ShallowRef<SaveState>
  /** Notes that the plan changed; it is written after a pause in editing. */
  changed(plan: Plan): void
  /** Writes what is not written yet, now. Resolves to whether everything is in the database. */
  flush(): Promise<boolean>
}

/** A pause this long in editing writes the plan. */
const PAUSE_MS = 400

/** Makes the autosave of one window. `save` must not throw. */
export function createPlanAutosave(save: (plan: Plan) => Promise<Result<unknown, Failure>>): PlanAutosave {
  const state = shallowRef<SaveState>({ kind: 'saved' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: Plan | null = null
  let writing: Promise<boolean> = Promise.resolve(true)

  async function writeWaiting(): Promise<boolean> {
    const plan = waiting
    if (!plan) return state.value.kind !== 'failed'
    waiting = null
    const saved = await save(plan)
    if (!saved.ok) {
      waiting ??= plan
      state.value = { kind: 'failed', error: saved.error }
      return false
    }
    if (!waiting) state.value = { kind: 'saved' }
    return true
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer)
    writing = writing.then(writeWaiting)
    return writing
  }

  return {
    state,
    changed(plan) {
      waiting = plan
      state.value = { kind: 'saving' }
      clearTimeout(timer)
      timer = setTimeout(() => void flush(), PAUSE_MS)
    },
    flush
  }
}
