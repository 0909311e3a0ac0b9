import { shallowRef, type ShallowRef } from 'vue'

/** A value with what it was before, and what was taken back. */
export interface UndoSteps<T> {
  readonly now: ShallowRef<T>
  /** Oldest first. */
  readonly past: ShallowRef<readonly T[]>
  /** What redo brings back, next first. */
  readonly future: ShallowRef<readonly T[]>
  /** Makes `next` the value; what was taken back is gone. */
  put(next: T): void
  /** Goes one step back or forward; false = there is none. */
  undo(): boolean
  redo(): boolean
}

/** Steps over immutable values, without a limit: the values share what they have in common. */
export function createUndoSteps<T>(first: T): UndoSteps<T> {
  const now = shallowRef(first)
  const past = shallowRef<readonly T[]>([])
  const future = shallowRef<readonly T[]>([])
  return {
    now,
    past,
    future,
    put(next) {
      past.value = [...past.value, now.value]
      future.value = []
      now.value = next
    },
    undo() {
      const [last] = past.value.slice(-1)
      if (last === undefined) return false
      future.value = [now.value, ...future.value]
      past.value = past.value.slice(0, -1)
      now.value = last
      return true
    },
    redo() {
      const [next, ...rest] = future.value
      if (next === undefined) return false
      past.value = [...past.value, now.value]
      future.value = rest
      now.value = next
      return true
    }
  }
}
