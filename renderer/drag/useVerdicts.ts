import { onScopeDispose, shallowRef } from 'vue'
import type { DropVerdict } from '#shared/check/types.ts'
import { targetKey, type DropTarget } from '#shared/plan/drop-target.ts'

/** Verdicts on the targets of one drag, by target. */
export interface Verdicts {
  /** null = not judged yet. */
  on(target: DropTarget): DropVerdict | null
  /** Judged at once where it is not yet. */
  now(target: DropTarget): DropVerdict
  /** Judges all of these, a part in each frame. */
  ahead(targets: () => readonly DropTarget[]): void
  /** Forgets everything, and judges no further. */
  clear(): void
}

/** Judging may run whole rule sets: it gets this much of a frame, so that the drag stays smooth. */
const JUDGE_BUDGET_MS = 8

/** Keeps what `judge` said of each target, from `clear` to `clear`. Stops with the scope it is made in. */
export function useVerdicts(judge: (target: DropTarget) => DropVerdict): Verdicts {
  const verdicts = shallowRef<ReadonlyMap<string, DropVerdict>>(new Map())
  let frame = 0

  const on = (target: DropTarget): DropVerdict | null => verdicts.value.get(targetKey(target)) ?? null

  function now(target: DropTarget): DropVerdict {
    const before = on(target)
    if (before) return before
    const verdict = judge(target)
    verdicts.value = new Map(verdicts.value).set(targetKey(target), verdict)
    return verdict
  }

  function ahead(targets: () => readonly DropTarget[]): void {
    frame = requestAnimationFrame(() => {
      const until = performance.now() + JUDGE_BUDGET_MS
      const next = new Map(verdicts.value)
      for (const target of targets()) {
        const key = targetKey(target)
        if (next.has(key)) continue
        next.set(key, judge(target))
        if (performance.now() > until) {
          ahead(targets)
          break
        }
      }
      verdicts.value = next
    })
  }

  function clear(): void {
    cancelAnimationFrame(frame)
    verdicts.value = new Map()
  }

  onScopeDispose(clear)
  return { on, now, ahead, clear }
}
