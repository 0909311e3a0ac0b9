import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import type { PlanEditError } from '#shared/plan/edit-error.ts'
import * as timeline from '#shared/plan/history.ts'
import type { Plan } from '#shared/plan/types.ts'
import { err, type Result } from '#shared/result.ts'

/** Edits under the same `together` that follow each other within this time are one undo step. */
const TOGETHER_MS = 1200

/** The open plan with its way back and forth. It changes by edits only: each is one labelled undo step. */
export interface PlanHistory {
  /** null = no plan is open. */
  readonly history: ShallowRef<timeline.History | null>
  readonly plan: ComputedRef<Plan | null>
  /** What undo and redo would do, for their tooltips; null = nothing. */
  readonly undoLabel: ComputedRef<string | null>
  readonly redoLabel: ComputedRef<string | null>
  /** Opens a plan, without steps; null closes it. */
  begin(plan: Plan | null): void
  /** Changes the plan by one of the edits. `together` joins quick repetitions (a stepper) to one undo step. */
  edit(
    label: string,
    change: (plan: Plan) => Result<Plan, PlanEditError>,
    together?: string
  ): Result<Plan, PlanEditError>
  /** Puts a whole plan in place, as one undo step: a fix, a move of several functions. */
  replace(label: string, next: Plan): void
  undo(): void
  redo(): void
}

/**
 * Makes the history of one window. `changed` hears of every plan that takes the place of another by an edit, by
 * undo or by redo; `now` is a clock in milliseconds.
 */
export function createPlanHistory(changed: (plan: Plan) => void, now: () => number): PlanHistory {
  const history = shallowRef<timeline.History | null>(null)
  const plan = computed<Plan | null>(() => history.value?.present ?? null)
  let last = { together: '', at: 0 }

  function begin(next: Plan | null): void {
    history.value = next && timeline.startHistory(next)
    last = { together: '', at: 0 }
  }

  function commit(next: Plan, label: string, together = ''): void {
    const current = history.value
    if (!current || next === current.present) return
    const at = now()
    const isRepetition = together !== '' && last.together === together && at - last.at < TOGETHER_MS
    last = { together, at }
    const before = isRepetition && current.past.length > 0 ? timeline.undo(current) : current
    history.value = timeline.record(before, next, label)
    changed(next)
  }

  function travel(to: (history: timeline.History) => timeline.History): void {
    if (!history.value) return
    const next = to(history.value)
    if (next === history.value) return
    history.value = next
    last = { together: '', at: 0 }
    changed(next.present)
  }

  return {
    history,
    plan,
    undoLabel: computed(() => history.value && timeline.undoLabel(history.value)),
    redoLabel: computed(() => history.value && timeline.redoLabel(history.value)),
    begin,
    edit(label, change, together) {
      if (!plan.value) return err({ kind: 'bad-value', field: 'plan', value: '', why: 'no plan is open' })
      const result = change(plan.value)
      if (result.ok) commit(result.value, label, together)
      return result
    },
    replace: (label, next) => commit(next, label),
    undo: () => travel(timeline.undo),
    redo: () => travel(timeline.redo)
  }
}
