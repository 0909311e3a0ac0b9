import { VF_ATTRIBUTES } from '../../drivers/vf-attributes.ts'
import { knobsOf, type DriverKnobs, type Knob } from '../../drivers/driver-knobs.ts'
import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import { plannedVf } from '../../plan/lookup.ts'
import type { PlanVf } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import { knobRefusals } from '../../drivers/knob-refusals.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

const RULE = 'knob-supported'

/** A setting that the PF driver refuses does not belong into a plan. Unknown drivers are not judged. */
export const knobSupported = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs.flatMap((pf) => {
      if (pf.observed === null) return []
      if (pf.observed.class !== 'network') return pf.settings.map((vf) => noNetwork(pf, vf))
      const knobs = knobsOf(pf.driver)
      return knobs ? pf.settings.flatMap((vf) => refusals(pf, vf, knobs)) : []
    })
  )

function noNetwork(pf: PlannedPf, vf: PlanVf): Finding {
  const knobs = (Object.keys(vf.settings) as Knob[]).map((knob) => VF_ATTRIBUTES[knob].name)
  return finding({
    rule: RULE,
    severity: 'error',
    subject: { kind: 'function', function: vfFunction(vf) },
    message: `${describeFunction(vfFunction(vf))} is no network function, so it has no ${listed(knobs)}`,
    why: `These settings belong to a network port; ${pf.address} has class ${pf.observed?.class ?? 'unknown'}.`,
    fixes: [editFix('Forget the settings', (plan) => setVfSettings(plan, { ...vf, settings: {} }))]
  })
}

/** Rates that are too low are left to `rate-limits`, which judges them together with the link. */
const refusals = (pf: PlannedPf, vf: PlanVf, knobs: DriverKnobs): readonly Finding[] =>
  knobRefusals(knobs, vf.settings)
    .filter((refusal) => refusal.knob !== 'maxTxRate')
    .map((refusal) =>
      finding({
        rule: RULE,
        severity: refusal.isCertain ? 'error' : 'warning',
        subject: { kind: 'function', function: vfFunction(vf) },
        detail: refusal.knob,
        message: `${pf.driver ?? 'The driver'} ${refusal.what} on ${describeFunction(vfFunction(vf))}`,
        why: `${refusal.why} Source: ${knobs.source}.`,
        fixes: [
          editFix(`Leave the ${VF_ATTRIBUTES[refusal.knob].name} as it is`, (plan) => {
            const { [refusal.knob]: _dropped, ...settings } =
              plannedVf(plan, vf.host, vf.pf, vf.index)?.settings ?? vf.settings
            return setVfSettings(plan, { host: vf.host, pf: vf.pf, index: vf.index, settings })
          })
        ]
      })
    )
