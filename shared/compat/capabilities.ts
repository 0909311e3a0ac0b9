import type { CapabilityRow, CompatResult, Facts } from './types.ts'
import { compareVersions } from './version.ts'

/**
 * Which capability flags both sides know, by the first out-of-tree release that has them. A flag that a PF
 * offers only under a condition is shown with it. Empty sets where a side is in-tree or unknown.
 */
export function sharedCapabilities(
  rows: readonly CapabilityRow[],
  facts: Facts
): CompatResult['capabilities'] {
  const pf = known(rows, facts, 'pf')
  const vf = known(rows, facts, 'vf')
  if (pf === null || vf === null) return { both: [], pfOnly: [], vfOnly: [] }
  const condition = new Map(pf.flatMap((row) => (row.onlyIf ? [[row.capability, row.onlyIf]] : [])))
  const shown = (capability: string): string =>
    condition.has(capability) ? `${capability} (only if ${condition.get(capability)})` : capability
  const names = (side: readonly CapabilityRow[]): readonly string[] => side.map((row) => row.capability)
  const [ofPf, ofVf] = [new Set(names(pf)), new Set(names(vf))]
  return {
    both: names(pf)
      .filter((one) => ofVf.has(one))
      .map(shown),
    pfOnly: names(pf)
      .filter((one) => !ofVf.has(one))
      .map(shown),
    vfOnly: names(vf).filter((one) => !ofPf.has(one))
  }
}

function known(
  rows: readonly CapabilityRow[],
  facts: Facts,
  side: 'pf' | 'vf'
): readonly CapabilityRow[] | null {
  const [driver, origin, version] = [
    facts[`${side}.driver`],
    facts[`${side}.origin`],
    facts[`${side}.version`]
  ]
  const ofDriver = rows.filter((row) => row.side === side && row.driver === driver && row.origin === origin)
  if (ofDriver.length === 0 || typeof version !== 'string') return null
  return ofDriver.filter((row) => compareVersions(version, row.since) >= 0)
}
