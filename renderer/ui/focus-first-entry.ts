import type { Directive } from 'vue'

/**
 * Puts the focus on the first entry of a menu that was opened with a key. Later openings do so by themselves; the
 * first one comes before anything in the menu has seen the key.
 */
export const vFocusFirstEntry: Directive<HTMLElement, boolean> = {
  mounted(element, { value: isByKeyboard }) {
    if (!isByKeyboard) return
    // After the menu itself has taken the focus.
    requestAnimationFrame(() => element.querySelector<HTMLElement>('[role^="menuitem"]')?.focus())
  }
}
