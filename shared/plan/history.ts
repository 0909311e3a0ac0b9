import type { Plan } from './types.ts'

/** How many steps back are kept: plans share their unchanged parts, so a step costs little. */
export const MAX_UNDO_STEPS = 500

/** A plan on either side of the present, and the edit that lies between. */
interface HistoryStep {
  readonly plan: Plan
  /** What the edit was, for example "Give VF 3 to web1": shown as "Undo Give VF 3 to web1". */
  readonly label: string
}

/** A plan with its way back and forth. */
export interface History {
  readonly present: Plan
  /** Oldest first; the last one is what `undo` restores. */
  readonly past: readonly HistoryStep[]
  /** Nearest first; the first one is what `redo` restores. */
  readonly future: readonly HistoryStep[]
}

/** A history without steps. */
export const startHistory = (plan: Plan): History => ({ present: plan, past: [], future: [] })

/** Takes the result of an edit; an edit that changed nothing leaves no step. What was undone before is forgotten. */
export function record(history: History, plan: Plan, label: string): History {
  if (plan === history.present) return history
  const past = [...history.past, { plan: history.present, label }]
  return { present: plan, past: past.slice(-MAX_UNDO_STEPS), future: [] }
}

/** One step back; the same history where there is none. */
export function undo(history: History): History {
  const step = history.past.at(-1)
  if (!step) return history
  return {
    present: step.plan,
    past: history.past.slice(0, -1),
    future: [{ plan: history.present, label: step.label }, ...history.future]
  }
}

/** One step forth again; the same history where nothing was undone. */
export function redo(history: History): History {
  const step = history.future[0]
  if (!step) return history
  return {
    present: step.plan,
    past: [...history.past, { plan: history.present, label: step.label }],
    future: history.future.slice(1)
  }
}

/** Label of the edit that `undo` takes back; null = nothing to undo. */
export const undoLabel = (history: History): string | null => history.past.at(-1)?.label ?? null

/** Label of the edit that `redo` repeats; null = nothing to redo. */
export const redoLabel = (history: History): string | null => history.future[0]?.label ?? null
