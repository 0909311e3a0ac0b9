import type { HostId } from '../inventory/types.ts'
import { explainPlanEditError, type PlanEditError } from '../plan/edit-error.ts'
import { assign } from '../plan/edits.ts'
import { vmById } from '../plan/lookup.ts'
import type { AssignableFunction, Plan, VmId } from '../plan/types.ts'
import { onHost } from '../planned/hosts-of-plan.ts'
import { checkPlan } from './check-plan.ts'
import type { CheckContext } from './context.ts'
import type { DropVerdict, Finding } from './types.ts'

/**
 * Whether a function may be given to a VM: refused where the edit refuses it or where it would bring an error,
 * with a warning where it would bring one. Only what the drop itself would bring counts, and only on its own host.
 * Works for a VF that does not exist yet.
 */
export const judgeDrop = (context: CheckContext, fn: AssignableFunction, vm: VmId): DropVerdict =>
  dropJudge(context, fn.host)(fn, vm)

/** As `judgeDrop`, for many functions of one host: what is wrong before any drop is found out once. */
export function dropJudge(
  context: CheckContext,
  host: HostId
): (fn: AssignableFunction, vm: VmId) => DropVerdict {
  const own = onlyOn(context, host)
  const { plan } = own
  const judge = changeJudge(own)
  return (fn, vm) => {
    const target = vmById(context.plan, vm)
    if (target && target.host !== fn.host)
      return refusedByEdit({ kind: 'other-host', function: fn, vmName: target.name, vmHost: target.host })
    const edited = assign(plan, { function: fn, vm })
    if (edited.ok && edited.value === plan) return { kind: 'allowed' }
    return edited.ok ? judge(edited.value) : refusedByEdit(edited.error)
  }
}

/** A drop changes nothing on other hosts, so they need not be judged. */
function onlyOn(context: CheckContext, host: HostId): CheckContext {
  const inventory = context.hosts.get(host)
  return {
    ...context,
    plan: onHost(context.plan, host),
    hosts: new Map(inventory ? [[host, inventory]] : [])
  }
}

/** The verdict on any change of a plan: refused for the errors, with a warning for the warnings that it adds. */
export const judgeChange = (context: CheckContext, after: Plan): DropVerdict => changeJudge(context)(after)

function changeJudge(context: CheckContext): (after: Plan) => DropVerdict {
  let before: ReadonlySet<string> | null = null
  return (after) => {
    before ??= new Set(checkPlan(context).map(findingKey))
    const known = before
    const added = checkPlan({ ...context, plan: after }).filter((one) => !known.has(findingKey(one)))
    const errors = added.filter((one) => one.severity === 'error')
    if (errors.length > 0) {
      const fix = errors.flatMap((one) => one.fixes)[0]?.label ?? null
      return { kind: 'refused', reasons: errors.map((one) => one.message), fix }
    }
    const warnings = added.filter((one) => one.severity === 'warning')
    return warnings.length > 0
      ? { kind: 'warning', reasons: warnings.map((one) => one.message) }
      : { kind: 'allowed' }
  }
}

function refusedByEdit(error: PlanEditError): DropVerdict {
  const fix = error.kind === 'vf-beyond-num-vfs' ? `Plan ${error.index + 1} VFs` : null
  return { kind: 'refused', reasons: [explainPlanEditError(error)], fix }
}

/** A finding whose words change says something new, for example because one more device is affected. */
const findingKey = (one: Finding): string => `${one.severity} ${one.id} ${one.message}`
