/** Rate limits of a planned VF as its driver will have them. */
import { nicPresets } from '../presets/nic-presets.ts'
import { effectiveRates, explainRateRefusal, igbDevice, type RateLimits } from '../../drivers/rate-limit.ts'
import type { HostId } from '../../inventory/types.ts'
import type { PciAddress } from '../../pci/address.ts'
import type { Plan, PlanVfSettings } from '../../plan/types.ts'
import type { LayoutPort } from '../layout/layout.ts'
import type { ResolvedFunction } from '../../planned/resolve.ts'

const NONE: RateLimits = { maxMbps: 0, minMbps: 0 }

/** Settings of the plan's VFs by what names a VF. */
export type VfSettingsByName = ReadonlyMap<string, PlanVfSettings>

const nameOf = (host: HostId, pf: PciAddress, index: number): string => `${host} ${pf} ${index}`

/** The plan's settings, ready to be looked up. */
export const vfSettings = (plan: Plan): VfSettingsByName =>
  new Map(plan.vfs.map(({ host, pf, index, settings }) => [nameOf(host, pf, index), settings]))

/** The limits in force, with notes on what the driver refuses or rounds. */
export function plannedRates(
  plan: Plan,
  settingsByName: VfSettingsByName,
  resolved: ResolvedFunction,
  port: LayoutPort
): { readonly rates: RateLimits; readonly notes: readonly string[] } {
  const { owner, host, vfIndex } = resolved
  if (vfIndex === null) return { rates: NONE, notes: [] }
  const settings = settingsByName.get(nameOf(host.id, owner.address, vfIndex))
  const observed = observedRates(plan, resolved)
  const wanted: RateLimits = {
    maxMbps: settings?.maxTxRate ?? observed.maxMbps,
    minMbps: settings?.minTxRate ?? observed.minMbps
  }
  if (wanted.maxMbps === 0 && wanted.minMbps === 0) return { rates: NONE, notes: [] }
  const driver = nicPresets[port.nic].driver
  if (driver === null) return { rates: wanted, notes: [] }
  const effective = effectiveRates(driver, wanted, port.wireGbps * 1000, igbDevice(owner.deviceId))
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
function observedRates(plan: Plan, { owner, host, vfIndex }: ResolvedFunction): RateLimits {
  if (owner.role.kind !== 'pf' || !owner.role.sriov.vfSettings.known) return NONE
  const wantedVfs = plan.pfs.find((pf) => pf.host === host.id && pf.address === owner.address)?.numVfs
  if (wantedVfs !== undefined && wantedVfs !== owner.role.sriov.numVfs) return NONE
  const found = owner.role.sriov.vfSettings.value.find((settings) => settings.index === vfIndex)
  return found === undefined ? NONE : { maxMbps: found.maxTxRate, minMbps: found.minTxRate }
}
