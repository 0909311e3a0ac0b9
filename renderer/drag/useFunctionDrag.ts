import { onScopeDispose, readonly, ref, shallowReadonly, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { DropVerdict } from '#shared/check/types.ts'
import type { AssignableFunction } from '#shared/plan/types.ts'
import type { Result } from '#shared/result.ts'
import { saidNotDropped, saidOnCancel, saidOnDrop, saidOnPickUp, saidOver, saidVerdict } from './announce.ts'
import { targetKey, type DropTarget } from '#shared/plan/drop-target.ts'
import { describeFunctions, explainMoveError, type MoveError } from '#shared/plan/move-functions.ts'
import { useVerdicts } from './useVerdicts.ts'

/** What the drag needs of the board it happens on. All of it is asked anew on every call. */
export interface DragBoard {
  /** Where these functions may be aimed at, in the order of the arrow keys. */
  targets(functions: readonly AssignableFunction[]): readonly DropTarget[]
  name(target: DropTarget): string
  /** Where the functions are now; null = in more than one place. */
  origin(functions: readonly AssignableFunction[]): DropTarget | null
  judge(functions: readonly AssignableFunction[], target: DropTarget, canReassign: boolean): DropVerdict
  /** Changes the plan. */
  drop(functions: readonly AssignableFunction[], target: DropTarget): Result<unknown, MoveError>
}

/** What is being moved, and with what. */
interface Held {
  readonly functions: readonly AssignableFunction[]
  readonly by: 'mouse' | 'keyboard'
  /** Whether the functions may be taken from the VM that has them: true where they were picked up at that VM. */
  readonly canReassign: boolean
}

/** One drag at a time, by mouse or by keyboard, over one set of rules. */
export interface FunctionDrag {
  readonly held: Readonly<ShallowRef<Held | null>>
  /** The target under the pointer, or the one that the arrow keys chose. */
  readonly over: Readonly<ShallowRef<DropTarget | null>>
  /** Text for a live region. */
  readonly said: Readonly<Ref<string>>
  pickUp(functions: readonly AssignableFunction[], by: Held['by'], canReassign: boolean): void
  /** The verdict on a target for what is held; null while nothing is held or it is not judged yet. */
  verdictOn(target: DropTarget): DropVerdict | null
  /** The same, judged at once where it is not yet. Nothing held = refused. */
  verdictNow(target: DropTarget): DropVerdict
  aim(target: DropTarget | null): void
  /** Drops on a target; a refused target changes nothing and keeps a keyboard drag going. */
  drop(target: DropTarget): void
  cancel(): void
  /** For `keydown` on a chip: Space picks up, arrows aim, Enter or Space drop, Escape and Tab cancel. */
  onKeydown(event: KeyboardEvent, functions: readonly AssignableFunction[], canReassign: boolean): void
}

const NOTHING_HELD: DropVerdict = { kind: 'refused', reasons: ['Nothing is picked up'], fix: null }

/** The state of dragging functions about on a board. Cleans up with the scope it is made in. */
export function useFunctionDrag(board: DragBoard): FunctionDrag {
  const held = shallowRef<Held | null>(null)
  const over = shallowRef<DropTarget | null>(null)
  const said = ref('')
  const verdicts = useVerdicts((target) =>
    held.value ? board.judge(held.value.functions, target, held.value.canReassign) : NOTHING_HELD
  )

  const place = (functions: readonly AssignableFunction[]): string => {
    const origin = board.origin(functions)
    return origin ? board.name(origin) : 'where it is'
  }

  function end(): void {
    held.value = null
    over.value = null
    verdicts.clear()
  }

  function pickUp(functions: readonly AssignableFunction[], by: Held['by'], canReassign: boolean): void {
    if (functions.length === 0) return
    end()
    held.value = { functions, by, canReassign }
    if (by === 'keyboard') {
      over.value = board.origin(functions)
      said.value = saidOnPickUp(describeFunctions(functions), place(functions))
    }
    verdicts.ahead(() => board.targets(functions))
  }

  function aim(target: DropTarget | null): void {
    over.value = target
    const what = held.value
    if (!what || !target) return
    const all = board.targets(what.functions)
    const at = all.findIndex((one) => targetKey(one) === targetKey(target))
    said.value = saidOver(board.name(target), verdicts.now(target), at + 1, all.length)
  }

  function step(by: number | 'first' | 'last'): void {
    const all = board.targets(held.value?.functions ?? [])
    const here = over.value
    const at = here ? all.findIndex((one) => targetKey(one) === targetKey(here)) : -1
    const next =
      by === 'first' ? 0 : by === 'last' ? all.length - 1 : at < 0 && by < 0 ? all.length - 1 : at + by
    aim(all[(next + all.length) % all.length] ?? null)
  }

  function drop(target: DropTarget): void {
    const what = held.value
    if (!what) return
    const name = describeFunctions(what.functions)
    const verdict = verdicts.now(target)
    if (verdict.kind === 'refused') {
      said.value = saidNotDropped(name, board.name(target), saidVerdict(verdict))
      if (what.by === 'mouse') end()
      return
    }
    const targetName = board.name(target)
    const done = board.drop(what.functions, target)
    said.value = done.ok
      ? saidOnDrop(name, targetName)
      : saidNotDropped(name, targetName, explainMoveError(done.error))
    end()
  }

  function cancel(): void {
    const what = held.value
    if (!what) return
    said.value = saidOnCancel(describeFunctions(what.functions), place(what.functions))
    end()
  }

  /** Whether the key was one of a drag in progress. */
  function steer(key: string): boolean {
    if (key === 'ArrowDown' || key === 'ArrowRight') step(1)
    else if (key === 'ArrowUp' || key === 'ArrowLeft') step(-1)
    else if (key === 'Home') step('first')
    else if (key === 'End') step('last')
    else if (key === 'Escape') cancel()
    else if (key === 'Enter' || key === ' ') {
      if (over.value) drop(over.value)
    } else return false
    return true
  }

  function onKeydown(
    event: KeyboardEvent,
    functions: readonly AssignableFunction[],
    canReassign: boolean
  ): void {
    if (held.value?.by === 'keyboard') {
      if (event.key === 'Tab') cancel()
      else if (steer(event.key)) {
        event.preventDefault()
        event.stopPropagation()
      }
    } else if (event.key === ' ' && functions.length > 0) {
      event.preventDefault()
      pickUp(functions, 'keyboard', canReassign)
    }
  }

  onScopeDispose(end)
  return {
    held: shallowReadonly(held),
    over: shallowReadonly(over),
    said: readonly(said),
    pickUp,
    verdictOn: (target) => (held.value ? verdicts.on(target) : null),
    verdictNow: (target) => (held.value ? verdicts.now(target) : NOTHING_HELD),
    aim,
    drop,
    cancel,
    onKeydown
  }
}
