import type { InventoryInterface } from '../../inventory/types.ts'
import type { PfDriver } from '../../drivers/pf-driver.ts'
import { pfDriver } from '../../drivers/pf-drivers.ts'
import { supportOf } from '../../drivers/refusals.ts'
import { setVfSettings } from '../../plan/edits.ts'
import { describeFunction, vfFunction } from '../../plan/function-key.ts'
import type { PlanVf, PlanVfSettings } from '../../plan/types.ts'
import type { Finding, Fix } from '../types.ts'
import { editFix, finding, type FindingParts } from '../finding.ts'
import { portContext } from '../../planned/port-context.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

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
  readonly row: PfDriver | null
  /** As messages call the driver. */
  readonly driver: string
  readonly port: InventoryInterface | null
  readonly portName: string
  /** Mbit/s; null = not known. */
  readonly speed: number | null
}

function findings(pf: PlannedPf, vf: PlanVf): readonly Finding[] {
  const { minTxRate = 0, maxTxRate = 0 } = vf.settings
  if ((minTxRate === 0 || !takes(pf, 'minTxRate')) && (maxTxRate === 0 || !takes(pf, 'maxTxRate'))) return []
  const { port } = pf
  const rates: PlannedRates = {
    vf,
    name: describeFunction(vfFunction(vf)),
    minTxRate,
    maxTxRate,
    row: pfDriver(pf.driver),
    driver: pf.driver ?? 'the driver',
    port,
    portName: port?.name ?? pf.address,
    speed: port?.speedMbps.known ? port.speedMbps.value : null
  }
  return [...order(rates), ...link(rates), ...speed(rates), ...resolution(rates)]
}

/** Whether the driver takes the rate at all, as far as known; that it does not is said by `attribute-supported`. */
function takes(pf: PlannedPf, name: 'minTxRate' | 'maxTxRate'): boolean {
  const driver = pfDriver(pf.driver)
  return driver === null || supportOf(driver, name, portContext(pf)).kind !== 'refused'
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
  const { name, maxTxRate, row, driver, port, portName } = rates
  const isDown = port?.hasCarrier.known === true && !port.hasCarrier.value
  if (maxTxRate === 0 || !isDown || row?.rates.needLink !== true) return []
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
  const { vf, name, minTxRate, maxTxRate, row, driver, portName, speed } = rates
  if (speed === null) return []
  const highest = Math.max(minTxRate, maxTxRate)
  const isCompared = row?.rates.upToLink === true
  if (highest > speed) {
    return [
      rateFinding(rates, {
        detail: 'speed',
        severity: isCompared ? 'error' : 'warning',
        message: `${highest} Mbit/s for ${name} exceed the ${speed} Mbit/s of ${portName}`,
        why: isCompared
          ? `${driver} refuses a rate above the speed of the link (EINVAL). Source: ${row.source}.`
          : `Most drivers refuse a rate above the speed of the link (EINVAL); whether ${driver} does is not known.`,
        fixes: [change(vf, 'Leave it without a limit', { maxTxRate: 0, minTxRate: 0 })]
      })
    ]
  }
  if (maxTxRate === 0 || row === null || row.rates.onlyAtMbps === null || speed === row.rates.onlyAtMbps)
    return []
  return [
    rateFinding(rates, {
      detail: 'only-at',
      severity: 'error',
      message: `${driver} limits rates on a ${row.rates.onlyAtMbps} Mbit/s link only; ${portName} has ${speed}`,
      why: `Source: ${row.source}.`,
      fixes: [change(vf, 'Leave it without a limit', { maxTxRate: 0 })]
    })
  ]
}

/** Rates that the driver cannot set as they are: too low, or between two steps. */
function resolution(rates: PlannedRates): readonly Finding[] {
  const { vf, name, maxTxRate, row, driver } = rates
  if (maxTxRate === 0 || row === null) return []
  const { lowest, step, belowLowest } = row.rates
  const why = `Source: ${row.source}.`
  if (maxTxRate < lowest) {
    return [
      rateFinding(rates, {
        detail: 'lowest',
        severity: belowLowest === 'raised' ? 'warning' : 'error',
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
  const { port } = pf
  const sum = pf.settings.reduce((total, vf) => total + (vf.settings.minTxRate ?? 0), 0)
  if (!port?.speedMbps.known || sum <= port.speedMbps.value) return []
  if (!takes(pf, 'minTxRate')) return []
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
