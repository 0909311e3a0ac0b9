import { err, ok } from '#shared/result.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { noSuch } from './missing.ts'

/** Presets of hosts. What reads the calibration table is loaded with the first request. */
export function presetHandlers({ store, now }: Pick<HandlerDeps, 'store' | 'now'>): HandlersOf<'presets'> {
  const load = async () => (await import('../../core/captures/host-presets.ts')).hostPresets(store)
  return {
    'presets.list': async () => ok((await load()).list()),
    'presets.keep': async ({ host, title, parameters }) => {
      if (host !== null && store.hosts.get(host) === null) return noSuch('host', host)
      const presets = await load()
      const unknown = presets.unknownInputs(parameters)
      if (unknown.length > 0)
        return err({
          kind: 'no-such-input',
          message: `The preset names inputs that this version does not have: ${unknown.join(', ')}`,
          fix: 'Fit the preset again.'
        })
      return ok(presets.keep({ host, title, parameters, keptAt: now() }))
    },
    'presets.remove': async ({ host }) => ok((await load()).remove(host))
  }
}
