import { pfDriver } from '../../drivers/pf-drivers.ts'
import type { PfDriver } from '../../drivers/pf-driver.ts'
import { settingRefusals, supportOf, type SettingRefusal } from '../../drivers/refusals.ts'
import { VF_ATTRIBUTES } from '../../drivers/vf-attributes.ts'
import type { VfAttributeName } from '../../drivers/vf-settings.ts'
import { listed } from '../../listed.ts'
import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import { plannedVf } from '../../plan/lookup.ts'
import type { PlanVf } from '../../plan/types.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import { portContext } from '../../planned/port-context.ts'
import type { RuleContext } from '../context.ts'
import { editFix, finding } from '../finding.ts'
import type { Finding, Severity } from '../types.ts'

const RULE = 'attribute-supported'

/** A setting that the PF driver refuses does not belong into a plan; what is not known of a driver is said once. */
export const attributeSupported = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs.flatMap((pf) => {
      if (pf.observed === null || pf.settings.length === 0) return []
      if (pf.observed.class !== 'network') return pf.settings.map((vf) => noNetwork(pf, vf))
      if (pf.driver === null) return []
      const driver = pfDriver(pf.driver)
      return driver === null
        ? [unknownDriver(pf, pf.driver)]
        : pf.settings.flatMap((vf) => refusals(pf, vf, driver))
    })
  )

const names = (vfs: readonly PlanVf[]): readonly string[] => [
  ...new Set(
    vfs
      .flatMap(({ settings }) => Object.keys(settings) as VfAttributeName[])
      .map((name) => VF_ATTRIBUTES[name].name)
  )
]

function noNetwork(pf: PlannedPf, vf: PlanVf): Finding {
  return finding({
    rule: RULE,
    severity: 'error',
    subject: { kind: 'function', function: vfFunction(vf) },
    message: `${describeFunction(vfFunction(vf))} is no network function, so it has no ${listed(names([vf]))}`,
    why: `These settings belong to a network port; ${pf.address} has class ${pf.observed?.class ?? 'unknown'}.`,
    fixes: [editFix('Forget the settings', (plan) => setVfSettings(plan, { ...vf, settings: {} }))]
  })
}

const unknownDriver = (pf: PlannedPf, driver: string): Finding =>
  finding({
    rule: RULE,
    severity: 'info',
    subject: { kind: 'pf', host: pf.host, address: pf.address },
    message: `Nothing is known about driver ${driver}: whether it takes ${listed(names(pf.settings))} on the VFs of ${pf.address} is not known`,
    why: 'VF Lab has no row for this driver. The kernel answers when an attribute is set; the script stops at the first that is refused.'
  })

const SEVERITIES: Readonly<Record<SettingRefusal['certainty'], Severity>> = {
  certain: 'error',
  depends: 'warning',
  unknown: 'info'
}

/** Rates that are taken but too low are left to `rate-limits`, which judges them together with the link. */
function refusals(pf: PlannedPf, vf: PlanVf, driver: PfDriver): readonly Finding[] {
  const port = portContext(pf)
  return settingRefusals(driver, vf.settings, port)
    .filter(
      ({ attribute }) => attribute !== 'maxTxRate' || supportOf(driver, attribute, port).kind !== 'taken'
    )
    .map((refusal) =>
      finding({
        rule: RULE,
        severity: SEVERITIES[refusal.certainty],
        subject: { kind: 'function', function: vfFunction(vf) },
        detail: refusal.attribute,
        message: `${pf.driver ?? 'The driver'} ${refusal.what} on ${describeFunction(vfFunction(vf))}`,
        why: `${refusal.why} Source: ${driver.source}.`,
        fixes: [
          editFix(`Leave the ${VF_ATTRIBUTES[refusal.attribute].name} as it is`, (plan) => {
            const { [refusal.attribute]: _dropped, ...settings } =
              plannedVf(plan, vf.host, vf.pf, vf.index)?.settings ?? vf.settings
            return setVfSettings(plan, { host: vf.host, pf: vf.pf, index: vf.index, settings })
          })
        ]
      })
    )
}
