/** Up to this many VFs of a PF are all shown; beyond, the free ones collapse to "57 × free". */
export const MAX_SHOWN = 16
/** Free ones that stay visible when the others collapse, so that there is always one to take hold of. */
const FREE_SHOWN = 4

/** The slots of a PF as they are drawn: those shown one by one, and those behind "n × free". */
export interface SlotRuns<T> {
  readonly shown: readonly T[]
  /** Empty = everything is shown. */
  readonly collapsed: readonly T[]
}

/**
 * Keeps 64 VFs usable: everything that is not free is shown, and the first few free ones. Order stays that of
 * the index. Nothing collapses for the sake of a handful.
 */
export function collapseFree<T>(slots: readonly T[], isFree: (slot: T) => boolean): SlotRuns<T> {
  if (slots.length <= MAX_SHOWN) return { shown: slots, collapsed: [] }
  const collapsed = slots.filter(isFree).slice(FREE_SHOWN)
  if (collapsed.length < FREE_SHOWN) return { shown: slots, collapsed: [] }
  const hidden = new Set(collapsed)
  return { shown: slots.filter((slot) => !hidden.has(slot)), collapsed }
}
