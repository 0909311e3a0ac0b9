import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { AssignableFunction, PlanVf, PlanVfSettings } from '../../plan/types.ts'
import type { Finding, Fix, Severity } from '../types.ts'
import { knobsOf } from '../driver-knobs.ts'
import { editFix, finding } from '../finding.ts'
import type { PlannedPf, RuleContext } from '../planned-host.ts'

const RULE = 'rate-limits'

/** Rates must fit each other, the link and the driver. All rates in Mbit/s, 0 = no limit. */
export const rateLimits = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs.flatMap((pf) => [...pf.settings.flatMap((vf) => findings(pf, vf)), ...guaranteed(pf)])
  )

function findings(pf: PlannedPf, vf: PlanVf): readonly Finding[] {
  const { minTxRate = 0, maxTxRate = 0 } = vf.settings
  if (minTxRate === 0 && maxTxRate === 0) return []
  const fn: AssignableFunction = { kind: 'vf', host: vf.host, pf: vf.pf, index: vf.index }
  const name = describeFunction(fn)
  const knobs = knobsOf(pf.driver)
  const driver = pf.driver ?? 'the driver'
  const [port] = pf.observed?.interfaces ?? []
  const speed = port?.speedMbps.known ? port.speedMbps.value : null
  const step = knobs?.rateStepMbps ?? 1
  const lowest = knobs?.lowestMaxTxRate ?? 1
  const found: Finding[] = []
  const say = (
    detail: string,
    severity: Severity,
    message: string,
    why: string,
    fixes: readonly Fix[]
  ): void => {
    found.push(
      finding({
        rule: RULE,
        severity,
        subject: { kind: 'function', function: fn },
        detail,
        message,
        why,
        fixes
      })
    )
  }
  if (maxTxRate > 0 && minTxRate > maxTxRate) {
    say(
      'order',
      'error',
      `${name} is guaranteed ${minTxRate} Mbit/s but limited to ${maxTxRate}`,
      'The kernel takes no minimum above the maximum.',
      [change(vf, `Guarantee ${maxTxRate} Mbit/s`, { minTxRate: maxTxRate })]
    )
  }
  const isLinkDown = port?.hasCarrier.known === true && !port.hasCarrier.value
  if (maxTxRate > 0 && isLinkDown && (knobs?.rateNeedsLink ?? false)) {
    say(
      'link',
      'warning',
      `${name} cannot be limited to ${maxTxRate} Mbit/s while ${port.name} has no link`,
      `${driver} compares the rate with the speed of the link and answers EINVAL without one.`,
      [{ label: `Connect ${port.name} before the plan is applied` }]
    )
  }
  const highest = Math.max(minTxRate, maxTxRate)
  if (speed !== null && highest > speed) {
    say(
      'speed',
      'error',
      `${highest} Mbit/s for ${name} exceed the ${speed} Mbit/s of ${port?.name ?? pf.address}`,
      'Drivers refuse a rate above the speed of the link (EINVAL).',
      [change(vf, 'Leave it without a limit', { maxTxRate: 0, minTxRate: 0 })]
    )
  } else if (maxTxRate > 0 && speed !== null && knobs?.onlyAtMbps != null && speed !== knobs.onlyAtMbps) {
    say(
      'only-at',
      'error',
      `${driver} limits rates on a ${knobs.onlyAtMbps} Mbit/s link only; ${port?.name ?? pf.address} has ${speed}`,
      `Source: ${knobs.source}.`,
      [change(vf, 'Leave it without a limit', { maxTxRate: 0 })]
    )
  }
  if (maxTxRate > 0 && maxTxRate < lowest) {
    say(
      'lowest',
      step > 1 ? 'warning' : 'error',
      `${maxTxRate} Mbit/s for ${name} are less than the ${lowest} that ${driver} can set`,
      `Source: ${knobs?.source ?? ''}.`,
      [change(vf, `Limit it to ${lowest} Mbit/s`, { maxTxRate: lowest })]
    )
  } else if (maxTxRate % step !== 0) {
    const rounded = maxTxRate - (maxTxRate % step)
    say(
      'step',
      'warning',
      `${driver} limits in steps of ${step} Mbit/s: ${name} gets ${rounded} instead of ${maxTxRate}`,
      `Source: ${knobs?.source ?? ''}.`,
      [change(vf, `Limit it to ${rounded} Mbit/s`, { maxTxRate: rounded })]
    )
  }
  return found
}

const change = (vf: PlanVf, label: string, settings: PlanVfSettings): Fix =>
  editFix(label, (plan) =>
    setVfSettings(plan, {
      host: vf.host,
      pf: vf.pf,
      index: vf.index,
      settings: { ...vf.settings, ...settings }
    })
  )

/** Guarantees are paid from one link: ice refuses a sum above its speed, others cannot keep it. */
function guaranteed(pf: PlannedPf): readonly Finding[] {
  const [port] = pf.observed?.interfaces ?? []
  const sum = pf.settings.reduce((total, vf) => total + (vf.settings.minTxRate ?? 0), 0)
  if (!port?.speedMbps.known || sum <= port.speedMbps.value) return []
  if (knobsOf(pf.driver)?.refused.minTxRate !== undefined) return []
  return [
    finding({
      rule: RULE,
      severity: 'error',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      detail: 'sum',
      message: `The VFs of ${pf.address} are guaranteed ${sum} Mbit/s together, ${port.name} has ${port.speedMbps.value}`,
      why: 'Minimum rates are shares of one link and cannot add up to more than it carries.',
      fixes: [{ label: 'Lower the minimum rates' }]
    })
  ]
}
