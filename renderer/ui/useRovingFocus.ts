import { ref } from 'vue'

/** One stop for the Tab key, arrow keys inside: sixty-four chips must not be sixty-four stops. */
export interface RovingFocus {
  /** For `tabindex` of an item. `keys` is all items: the first is the stop until one of them had the focus. */
  tabIndex(key: string, keys: readonly string[]): 0 | -1
  onFocusin(event: FocusEvent): void
  /** For `keydown` on the container. */
  onKeydown(event: KeyboardEvent, moved?: Moved): void
}

/** Told after the focus went from one item to another. */
export type Moved = (event: KeyboardEvent, from: HTMLElement, to: HTMLElement) => void

/** Shift and an arrow key select what they go over, as a Shift click does. */
export const extendSelection: Moved = (event, from, to) => {
  if (!event.shiftKey) return
  if (from.getAttribute('aria-pressed') !== 'true') from.click()
  to.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))
}

/**
 * Items are the elements with the attribute `data-rove` inside the container, in document order; its value is
 * the item's key. Up and Down go by rows as they are drawn.
 */
export function useRovingFocus(): RovingFocus {
  const current = ref<string | null>(null)

  const items = (container: EventTarget | null): HTMLElement[] =>
    container instanceof HTMLElement ? [...container.querySelectorAll<HTMLElement>('[data-rove]')] : []

  /** The item of the next row (`by` 1) or the one before that lies nearest to the column of `from`. */
  function inNextRow(all: readonly HTMLElement[], from: HTMLElement, by: 1 | -1): HTMLElement | undefined {
    const { top, left } = from.getBoundingClientRect()
    const beyond = all.filter((one) => (one.getBoundingClientRect().top - top) * by > 2)
    const rowTop = beyond
      .map((one) => one.getBoundingClientRect().top)
      .sort((a, b) => (a - b) * by)
      .at(0)
    return beyond
      .filter((one) => one.getBoundingClientRect().top === rowTop)
      .sort(
        (a, b) =>
          Math.abs(a.getBoundingClientRect().left - left) - Math.abs(b.getBoundingClientRect().left - left)
      )
      .at(0)
  }

  function destination(key: string, all: readonly HTMLElement[], from: HTMLElement): HTMLElement | undefined {
    const at = all.indexOf(from)
    switch (key) {
      case 'ArrowRight':
        return all[at + 1]
      case 'ArrowLeft':
        return all[at - 1]
      case 'ArrowDown':
        return inNextRow(all, from, 1)
      case 'ArrowUp':
        return inNextRow(all, from, -1)
      case 'Home':
        return all[0]
      case 'End':
        return all.at(-1)
      default:
        return undefined
    }
  }

  return {
    tabIndex(key, keys) {
      const stop = current.value !== null && keys.includes(current.value) ? current.value : keys[0]
      return key === stop ? 0 : -1
    },
    onFocusin(event) {
      const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-rove]') : null
      if (item) current.value = item.dataset['rove'] ?? null
    },
    onKeydown(event, moved) {
      if (event.defaultPrevented) return
      const all = items(event.currentTarget)
      const from = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-rove]') : null
      const to = from ? destination(event.key, all, from) : undefined
      if (!from || !to) return
      event.preventDefault()
      to.focus()
      moved?.(event, from, to)
    }
  }
}
