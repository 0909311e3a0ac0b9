import * as v from 'valibot'
import { idSchema } from '#shared/plan/schema.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { HostPreset } from '#shared/lab/host.ts'
import { isParameterId } from '#shared/calibration/parameters.ts'
import { overridesSchema } from '#shared/simulate/scenario/scenario.ts'
import type { Store } from '../store/open-store.ts'

const KEY = 'host-presets'
const presetSchema = v.strictObject({
  host: v.nullable(idSchema),
  title: v.string(),
  parameters: overridesSchema,
  keptAt: v.string()
})

/**
 * Presets by host, kept among the settings. One that this version cannot read, and one whose host is gone, are left
 * out, and go for good with the next change.
 */
export function hostPresets(store: Pick<Store, 'settings' | 'hosts'>) {
  const list = (): readonly HostPreset[] => {
    const stored = store.settings.read(KEY)
    if (!Array.isArray(stored)) return []
    return stored.flatMap((each: unknown) => {
      const parsed = v.safeParse(presetSchema, each)
      if (!parsed.success) return []
      const { host } = parsed.output
      return host === null || store.hosts.get(host) !== null ? [parsed.output] : []
    })
  }
  const write = (presets: readonly HostPreset[]): readonly HostPreset[] => {
    store.settings.write(KEY, presets)
    return presets
  }
  const without = (host: HostId | null): readonly HostPreset[] => list().filter((each) => each.host !== host)
  return {
    list,
    /** Names that are no input of the model. */
    unknownInputs: (parameters: Readonly<Record<string, number>>): readonly string[] =>
      Object.keys(parameters).filter((id) => !isParameterId(id)),
    /** In place of the one that the host had. */
    keep: (preset: HostPreset): readonly HostPreset[] => write([...without(preset.host), preset]),
    remove: (host: HostId | null): readonly HostPreset[] => write(without(host))
  }
}
