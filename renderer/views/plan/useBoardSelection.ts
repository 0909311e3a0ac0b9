import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { functionKey } from '#shared/plan/function-key.ts'
import type { Board, BoardSelection } from './board-context.ts'
import { draggedKeys, NO_CHIPS, selectChip, type ChipSelection } from './chip-selection.ts'

/** What is selected on the board, and what a chip brings along. */
export interface BoardSelectionState {
  readonly selectedKeys: ComputedRef<ReadonlySet<string>>
  readonly select: Board['select']
  readonly clickChip: Board['clickChip']
  readonly dragged: Board['dragged']
}

/** Keeps the chips that clicks picked in step with the selection that the inspector shows. */
export function useBoardSelection(selection: ShallowRef<BoardSelection>): BoardSelectionState {
  const chips = shallowRef<ChipSelection>(NO_CHIPS)
  const selectedFunctions = computed(() =>
    selection.value.kind === 'functions' ? selection.value.functions : []
  )
  const selectedKeys = computed<ReadonlySet<string>>(() => new Set(selectedFunctions.value.map(functionKey)))

  function select(next: BoardSelection): void {
    selection.value = next
    if (next.kind !== 'functions') chips.value = NO_CHIPS
    else chips.value = { keys: next.functions.map(functionKey), anchor: chips.value.anchor }
  }

  const dragged: Board['dragged'] = (fn) => {
    const keys = new Set(draggedKeys(chips.value, functionKey(fn)))
    return keys.size > 1 ? selectedFunctions.value.filter((one) => keys.has(functionKey(one))) : [fn]
  }

  const clickChip: Board['clickChip'] = (fn, order, mode) => {
    chips.value = selectChip(chips.value, functionKey(fn), order.map(functionKey), mode)
    const known = new Map([...selectedFunctions.value, ...order, fn].map((one) => [functionKey(one), one]))
    const functions = chips.value.keys.flatMap((one) => known.get(one) ?? [])
    selection.value = functions.length > 0 ? { kind: 'functions', functions } : { kind: 'nothing' }
  }

  return { selectedKeys, select, clickChip, dragged }
}
