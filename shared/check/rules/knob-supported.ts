import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction } from '../../plan/function-key.ts'
import { plannedVf } from '../../plan/lookup.ts'
import type { AssignableFunction, PlanVf, PlanVfSettings } from '../../plan/types.ts'
import type { Finding, Severity } from '../types.ts'
import { KNOB_NAMES, knobsOf, type DriverKnobs, type Knob } from '../driver-knobs.ts'
import { editFix, finding, listed } from '../finding.ts'
import type { PlannedPf, RuleContext } from '../planned-host.ts'

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

const vfOf = ({ host, pf, index }: PlanVf): AssignableFunction => ({ kind: 'vf', host, pf, index })

function noNetwork(pf: PlannedPf, vf: PlanVf): Finding {
  const knobs = (Object.keys(vf.settings) as Knob[]).map((knob) => KNOB_NAMES[knob])
  return finding({
    rule: RULE,
    severity: 'error',
    subject: { kind: 'function', function: vfOf(vf) },
    message: `${describeFunction(vfOf(vf))} is no network function, so it has no ${listed(knobs)}`,
    why: `These settings belong to a network port; ${pf.address} has class ${pf.observed?.class ?? 'unknown'}.`,
    fixes: [editFix('Forget the settings', (plan) => setVfSettings(plan, { ...vf, settings: {} }))]
  })
}

interface Refusal {
  readonly knob: Knob
  readonly severity: Severity
  readonly what: string
  readonly why: string
}

function refusals(pf: PlannedPf, vf: PlanVf, knobs: DriverKnobs): readonly Finding[] {
  return [
    ...refusedKnobs(vf.settings, knobs),
    ...linkState(vf.settings, knobs),
    ...vlanProtocol(vf.settings, knobs)
  ].map((refusal) =>
    finding({
      rule: RULE,
      severity: refusal.severity,
      subject: { kind: 'function', function: vfOf(vf) },
      detail: refusal.knob,
      message: `${pf.driver ?? 'The driver'} ${refusal.what} on ${describeFunction(vfOf(vf))}`,
      why: `${refusal.why} Source: ${knobs.source}.`,
      fixes: [
        editFix(`Leave the ${KNOB_NAMES[refusal.knob]} as it is`, (plan) => {
          const { [refusal.knob]: _dropped, ...settings } =
            plannedVf(plan, vf.host, vf.pf, vf.index)?.settings ?? vf.settings
          return setVfSettings(plan, { host: vf.host, pf: vf.pf, index: vf.index, settings })
        })
      ]
    })
  )
}

/** A minimum rate of 0 means none and is never written. */
const refusedKnobs = (settings: PlanVfSettings, knobs: DriverKnobs): readonly Refusal[] =>
  (Object.entries(knobs.refused) as [Knob, string][]).flatMap(([knob, why]) =>
    settings[knob] === undefined || settings[knob] === 0
      ? []
      : [{ knob, severity: 'error' as const, what: `does not take a ${KNOB_NAMES[knob]}`, why: `${why}.` }]
  )

function linkState({ linkState: state }: PlanVfSettings, knobs: DriverKnobs): readonly Refusal[] {
  if (state === undefined || knobs.refused.linkState !== undefined || knobs.linkStates.includes(state))
    return []
  const what = `does nothing for link state ${state}`
  return [{ knob: 'linkState', severity: 'error', what, why: `It knows ${listed(knobs.linkStates)}.` }]
}

function vlanProtocol(settings: PlanVfSettings, knobs: DriverKnobs): readonly Refusal[] {
  if (settings.vlanProtocol !== '802.1ad' || knobs.vlan8021ad === 'yes') return []
  return knobs.vlan8021ad === 'no'
    ? [
        {
          knob: 'vlanProtocol',
          severity: 'error',
          what: 'does not take an 802.1ad VLAN',
          why: 'It answers EPROTONOSUPPORT to everything but 802.1Q.'
        }
      ]
    : [
        {
          knob: 'vlanProtocol',
          severity: 'warning',
          what: 'takes an 802.1ad VLAN only with the right firmware mode',
          why: 'ice needs double VLAN mode, bnxt_en a firmware capability; neither is visible from outside.'
        }
      ]
}
