/** Inputs of the model by host: what was fitted on a host goes before the calibration table, there and nowhere else. */
import type { HostId, InventoryHost } from '../../inventory/types.ts'
import {
  defaultValues,
  isParameterId,
  parameters,
  withOverrides,
  type Values
} from '../../calibration/parameters.ts'
import type { EstimateContext } from './estimate-context.ts'

/** Looks up a host's inputs; the same object for every host without a preset, and for every question about one host. */
export function hostValues({ presets }: EstimateContext): (host: HostId) => Values {
  const known = new Map<HostId, Values>()
  return (host) => {
    const preset = presets?.get(host)
    if (preset === undefined || Object.keys(preset).length === 0) return defaultValues
    const values = known.get(host) ?? withOverrides(preset)
    known.set(host, values)
    return values
  }
}

/** More inputs than these are counted, not named. */
const MOST_NAMED = 3

/** Says that the host's own preset holds, and what it replaces; empty for a host without one. */
export function presetNotes(
  { presets }: EstimateContext,
  { id, hostname }: InventoryHost
): readonly string[] {
  const inputs = Object.entries(presets?.get(id) ?? {}).map(([name, value]) =>
    isParameterId(name) && parameters[name].unit !== '1'
      ? `${name} ${value} ${parameters[name].unit}`
      : `${name} ${value}`
  )
  if (inputs.length === 0) return []
  const more = inputs.length > MOST_NAMED ? [`and ${inputs.length - MOST_NAMED} more`] : []
  return [`preset of ${hostname} holds: ${[...inputs.slice(0, MOST_NAMED), ...more].join(', ')}`]
}
