import type { Handlers } from '#shared/ipc/contract.ts'
import { ok } from '#shared/result.ts'
import type { HandlerDeps } from './deps.ts'

/** About the app itself. */
export function appHandlers({ about, secrets, store, onSettings }: HandlerDeps) {
  return {
    'app.info': () => ok({ ...about, canKeepSecrets: secrets.canKeep() }),
    'settings.get': () => ok(store.settings.all()),
    'settings.set': (changes) => {
      store.settings.change(changes)
      const settings = store.settings.all()
      onSettings(settings)
      return ok(settings)
    }
  } satisfies Partial<Handlers>
}
