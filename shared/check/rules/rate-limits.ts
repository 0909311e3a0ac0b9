import type { InventoryInterface } from '../../inventory/types.ts'
import { knobsOf, type DriverKnobs } from '../../drivers/driver-knobs.ts'
import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import type { PlanVf, PlanVfSettings } from '../../plan/types.ts'
import type { Finding, Fix } from '../types.ts'
import { editFix, finding, type FindingParts } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import { portOf } from '../../inventory/ports.ts'

const RULE = 'rate-limits'

/** Rates must fit each other, the link and the driver. All rates in Mbit/s, 0 = no limit. */
export const rateLimits = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs.flatMap((pf) => [...pf.settings.flatMap((vf) => findings(pf, vf)), ...guaranteed(pf)])
  )

/** The planned rates of one VF beside what is known of its port. */
interface PlannedRates {
  readonly vf: PlanVf
  readonly name: string
  readonly minTxRate: number
  readonly maxTxRate: number
  /** null = nothing is known about the driver. */
  readonly knobs: DriverKnobs | null
  /** As messages call the driver. */
  readonly driver: string
  readonly port: InventoryInterface | null
  readonly portName: string
  /** Mbit/s; null = not known. */
  readonly speed: number | null
}

function findings(pf: PlannedPf, vf: PlanVf): readonly Finding[] {
  const { minTxRate = 0, maxTxRate = 0 } = vf.settings
  if (minTxRate === 0 && maxTxRate === 0) return []
  const port = pf.observed ? portOf(pf.observed) : null
  const rates: PlannedRates = {
    vf,
    name: describeFunction(vfFunction(vf)),
    minTxRate,
    maxTxRate,
    knobs: knobsOf(pf.driver),
    driver: pf.driver ?? 'the driver',
    port,
    portName: port?.name ?? pf.address,
    speed: port?.speedMbps.known ? port.speedMbps.value : null
  }
  return [...order(rates), ...link(rates), ...speed(rates), ...resolution(rates)]
}

const rateFinding = (
  { vf }: PlannedRates,
  parts: Pick<FindingParts, 'severity' | 'message' | 'why' | 'fixes'> & { readonly detail: string }
): Finding => finding({ ...parts, rule: RULE, subject: { kind: 'function', function: vfFunction(vf) } })

function order(rates: PlannedRates): readonly Finding[] {
  const { vf, name, minTxRate, maxTxRate } = rates
  if (maxTxRate === 0 || minTxRate <= maxTxRate) return []
  return [
    rateFinding(rates, {
      detail: 'order',
      severity: 'error',
      message: `${name} is guaranteed ${minTxRate} Mbit/s but limited to ${maxTxRate}`,
      why: 'The kernel takes no minimum above the maximum.',
      fixes: [change(vf, `Guarantee ${maxTxRate} Mbit/s`, { minTxRate: maxTxRate })]
    })
  ]
}

function link(rates: PlannedRates): readonly Finding[] {
  const { name, maxTxRate, knobs, driver, port, portName } = rates
  const isDown = port?.hasCarrier.known === true && !port.hasCarrier.value
  if (maxTxRate === 0 || !isDown || knobs?.ratesNeedLink !== true) return []
  return [
    rateFinding(rates, {
      detail: 'link',
      severity: 'warning',
      message: `${name} cannot be limited to ${maxTxRate} Mbit/s while ${portName} has no link`,
      why: `${driver} compares the rate with the speed of the link and answers EINVAL without one.`,
      fixes: [{ label: `Connect ${portName} before the plan is applied` }]
    })
  ]
}

function speed(rates: PlannedRates): readonly Finding[] {
  const { vf, name, minTxRate, maxTxRate, knobs, driver, portName, speed } = rates
  if (speed === null) return []
  const highest = Math.max(minTxRate, maxTxRate)
  if (highest > speed) {
    return [
      rateFinding(rates, {
        detail: 'speed',
        severity: 'error',
        message: `${highest} Mbit/s for ${name} exceed the ${speed} Mbit/s of ${portName}`,
        why: 'Drivers refuse a rate above the speed of the link (EINVAL).',
        fixes: [change(vf, 'Leave it without a limit', { maxTxRate: 0, minTxRate: 0 })]
      })
    ]
  }
  if (maxTxRate === 0 || knobs === null || knobs.onlyAtMbps === null || speed === knobs.onlyAtMbps) return []
  return [
    rateFinding(rates, {
      detail: 'only-at',
      severity: 'error',
      message: `${driver} limits rates on a ${knobs.onlyAtMbps} Mbit/s link only; ${portName} has ${speed}`,
      why: `Source: ${knobs.source}.`,
      fixes: [change(vf, 'Leave it without a limit', { maxTxRate: 0 })]
    })
  ]
}

/** Rates that the driver cannot set as they are: too low, or between two steps. */
function resolution(rates: PlannedRates): readonly Finding[] {
  const { vf, name, maxTxRate, knobs, driver } = rates
  if (maxTxRate === 0 || knobs === null) return []
  const { lowestMaxTxRate: lowest, rateStepMbps: step } = knobs
  const why = `Source: ${knobs.source}.`
  if (maxTxRate < lowest) {
    return [
      rateFinding(rates, {
        detail: 'lowest',
        severity: knobs.belowLowest === 'raised' ? 'warning' : 'error',
        message: `${maxTxRate} Mbit/s for ${name} are less than the ${lowest} that ${driver} can set`,
        why,
        fixes: [change(vf, `Limit it to ${lowest} Mbit/s`, { maxTxRate: lowest })]
      })
    ]
  }
  const rounded = maxTxRate - (maxTxRate % step)
  if (rounded === maxTxRate) return []
  return [
    rateFinding(rates, {
      detail: 'step',
      severity: 'warning',
      message: `${driver} limits in steps of ${step} Mbit/s: ${name} gets ${rounded} instead of ${maxTxRate}`,
      why,
      fixes: [change(vf, `Limit it to ${rounded} Mbit/s`, { maxTxRate: rounded })]
    })
  ]
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
  const port = pf.observed ? portOf(pf.observed) : null
  const sum = pf.settings.reduce((total, vf) => total + (vf.settings.minTxRate ?? 0), 0)
  if (!port?.speedMbps.known || sum <= port.speedMbps.value) return []
  if (knobsOf(pf.driver)?.hasMinTxRate === false) return []
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
