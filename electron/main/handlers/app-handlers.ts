import { ok } from '#shared/result.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'

/** About the app itself. */
export function appHandlers({
  about,
  warnings,
  secrets,
  store,
  onSettings
}: HandlerDeps): HandlersOf<'app' | 'settings'> {
  return {
    'app.info': () => ok({ ...about, canKeepSecrets: secrets.canKeep() }),
    'app.warnings': () => ok(warnings),
    'settings.get': () => ok(store.settings.all()),
    'settings.set': (changes) => {
      store.settings.change(changes)
      const settings = store.settings.all()
      onSettings(settings)
      return ok(settings)
    }
  }
}
