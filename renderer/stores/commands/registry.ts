import { computed, onScopeDispose, shallowRef, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import type { Command } from './command.ts'

type Offered = MaybeRefOrGetter<readonly Command[]>

const registered = shallowRef<readonly { readonly owner: symbol; readonly offered: Offered }[]>([])

/** All commands of what is on the screen; the ones of the view before those of the window. */
export const commands: ComputedRef<readonly Command[]> = computed(() =>
  [...registered.value].reverse().flatMap((one) => toValue(one.offered))
)

/**
 * Offers commands for as long as the calling component (or effect scope) lives. A view registers what it can do;
 * palette, keys and shortcut help follow on their own, also when a reactive list changes.
 */
export function useCommands(offered: Offered): void {
  const owner = Symbol('commands')
  registered.value = [...registered.value, { owner, offered }]
  onScopeDispose(() => {
    registered.value = registered.value.filter((one) => one.owner !== owner)
  })
}

/** Runs a command unless it cannot be done now. Returns whether it ran. */
export function runCommand(command: Command): boolean {
  if ((command.disabledReason?.() ?? null) !== null) return false
  command.run()
  return true
}
