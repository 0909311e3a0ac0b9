/** Rate limits of a planned VF as its driver will have them. */
import { nicPresets } from '../presets/nic-presets.ts'
import { effectiveRates, explainRateRefusal, type RateLimits } from '../../drivers/rate-limit.ts'
import type { LayoutPort } from '../layout/layout.ts'
import type { LocatedFunction } from '../../planned/assigned-function.ts'
import type { PlannedPf, PlannedVf } from '../../planned/planned-pf.ts'

const NONE: RateLimits = { maxMbps: 0, minMbps: 0 }

/** The limits in force, with notes on what the driver refuses or rounds. */
export function plannedRates(
  pf: PlannedPf | null,
  { owner, vfIndex }: LocatedFunction,
  port: LayoutPort
): { readonly rates: RateLimits; readonly notes: readonly string[] } {
  const vf = pf?.vfs.find((one) => one.index === vfIndex)
  if (pf === null || vf === undefined) return { rates: NONE, notes: [] }
  const kept = keptRates(pf, vf)
  const wanted: RateLimits = {
    maxMbps: vf.settings.maxTxRate ?? kept.maxMbps,
    minMbps: vf.settings.minTxRate ?? kept.minMbps
  }
  if (wanted.maxMbps === 0 && wanted.minMbps === 0) return { rates: NONE, notes: [] }
  const driver = nicPresets[port.nic].driver
  if (driver === null) return { rates: wanted, notes: [] }
  const effective = effectiveRates(driver, wanted, port.wireGbps * 1000, owner.deviceId)
  const name = `VF ${vfIndex} of ${port.label}`
  if (!effective.ok)
    return {
      rates: NONE,
      notes: [`${name}: ${explainRateRefusal(effective.error)}; estimated without a limit`]
    }
  const notes =
    effective.value.maxMbps === wanted.maxMbps
      ? []
      : [`${name}: ${driver} makes ${effective.value.maxMbps} Mb/s of the limit of ${wanted.maxMbps} Mb/s`]
  return { rates: effective.value, notes }
}

/** What the VF has now, if the plan keeps the VF: a changed number of VFs makes new ones without settings. */
function keptRates({ sriov, numVfs }: PlannedPf, { held }: PlannedVf): RateLimits {
  if (sriov === null || sriov.numVfs !== numVfs || !held.known) return NONE
  return { maxMbps: held.value.maxTxRate, minMbps: held.value.minTxRate }
}
