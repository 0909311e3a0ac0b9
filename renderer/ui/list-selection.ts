/**
 * Selection in a list as desktop lists do it: click selects one, Mod+click adds or takes away, Shift+click and
 * Shift+arrow select the range from the anchor. Values in, values out; `keys` is the list in the order shown.
 */
export interface ListSelection {
  readonly selected: ReadonlySet<string>
  /** Where the keyboard is; null until the list was entered. */
  readonly active: string | null
  /** Where a range begins. */
  readonly anchor: string | null
}

export const noSelection: ListSelection = { selected: new Set(), active: null, anchor: null }

/** Modifier keys that were down. */
export interface SelectionModifiers {
  readonly isRange: boolean
  readonly isToggle: boolean
}

const range = (keys: readonly string[], from: string, to: string): ReadonlySet<string> => {
  const [a = 0, b = 0] = [keys.indexOf(from), keys.indexOf(to)].sort((x, y) => x - y)
  return new Set(keys.slice(Math.max(0, a), b + 1))
}

/** A click on, or a toggle of, the row `key`. */
export function pick(
  state: ListSelection,
  keys: readonly string[],
  key: string,
  { isRange, isToggle }: SelectionModifiers
): ListSelection {
  if (isRange && state.anchor !== null) {
    return { selected: range(keys, state.anchor, key), active: key, anchor: state.anchor }
  }
  if (isToggle) {
    const selected = new Set(state.selected)
    if (!selected.delete(key)) selected.add(key)
    return { selected, active: key, anchor: key }
  }
  return { selected: new Set([key]), active: key, anchor: key }
}

/** The key `by` rows further, held at both ends; the first (or last) one where nothing is active yet. */
export function keyAt(keys: readonly string[], from: string | null, by: number): string | null {
  const at = from === null ? -1 : keys.indexOf(from)
  const next = at === -1 ? (by > 0 ? 0 : keys.length - 1) : at + by
  return keys[Math.max(0, Math.min(keys.length - 1, next))] ?? null
}
