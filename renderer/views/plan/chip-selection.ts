/** Several chips at once, as file lists do it: click = this one, Ctrl = this one too, Shift = up to this one. */
export interface ChipSelection {
  /** Keys in the order in which they were chosen. */
  readonly keys: readonly string[]
  /** Where a Shift click starts from. */
  readonly anchor: string | null
}

export const NO_CHIPS: ChipSelection = { keys: [], anchor: null }

/** How the click was meant. */
export interface ClickMode {
  /** Ctrl, or Cmd on a Mac. */
  readonly toggle: boolean
  readonly extend: boolean
}

/**
 * The selection after a click on `key`. `order` is every chip that can be selected together with it, in the order
 * in which they are drawn; an anchor that is not among them counts as none.
 */
export function selectChip(
  before: ChipSelection,
  key: string,
  order: readonly string[],
  mode: ClickMode
): ChipSelection {
  if (mode.extend && before.anchor !== null) {
    const from = order.indexOf(before.anchor)
    const to = order.indexOf(key)
    if (from >= 0 && to >= 0) {
      const range = order.slice(Math.min(from, to), Math.max(from, to) + 1)
      const kept = mode.toggle ? before.keys.filter((one) => !range.includes(one)) : []
      return { keys: [...kept, ...range], anchor: before.anchor }
    }
  }
  if (!mode.toggle) return { keys: [key], anchor: key }
  return before.keys.includes(key)
    ? { keys: before.keys.filter((one) => one !== key), anchor: key }
    : { keys: [...before.keys, key], anchor: key }
}

/** What a drag of the chip `key` carries: the whole selection where it is part of it, else the chip alone. */
export const draggedKeys = (selection: ChipSelection, key: string): readonly string[] =>
  selection.keys.includes(key) ? selection.keys : [key]
