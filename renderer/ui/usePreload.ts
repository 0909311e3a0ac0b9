import { onScopeDispose } from 'vue'

/** After this time the window shows what it opened for. */
const AFTER_START_MS = 600

/**
 * Loads parts that are not there at the start (dialogs, other pages) a little later, so that the first opening waits
 * for nothing. A part that cannot be loaded now is loaded again, and its failure reported, when it is wanted.
 */
export function usePreload(...loaders: readonly (() => Promise<unknown>)[]): void {
  const timer = setTimeout(() => {
    for (const load of loaders) void load().catch(() => undefined)
  }, AFTER_START_MS)
  onScopeDispose(() => clearTimeout(timer))
}
