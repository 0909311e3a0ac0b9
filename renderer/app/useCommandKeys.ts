import { onScopeDispose } from 'vue'
import { commands, runCommand } from '../stores/commands/registry.ts'
import { meaningOf, type PendingStrokes } from '../stores/commands/dispatch.ts'

/** Whether keys go into text here. */
const isTextTarget = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)))

/** While a dialog or a menu is open, keys belong to it. */
const isCovered = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null

/** Listens for the keys of all commands. Used once, by the window. */
export function useCommandKeys(): void {
  let pending: PendingStrokes | null = null
  function onKey(event: KeyboardEvent): void {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)
    )
      return
    if (isCovered(event.target)) return
    const where = { nowMs: event.timeStamp, isInText: isTextTarget(event.target) }
    const meaning = meaningOf(event, commands.value, pending, where)
    pending = meaning.kind === 'pending' ? meaning.pending : null
    if (meaning.kind === 'nothing') return
    event.preventDefault()
    if (meaning.kind === 'command') runCommand(meaning.command)
  }
  window.addEventListener('keydown', onKey)
  onScopeDispose(() => window.removeEventListener('keydown', onKey))
}
