import type { HostId } from '../inventory/types.ts'
import { explainPlanEditError, type PlanEditError } from '../plan/edit-error.ts'
import { assign } from '../plan/edits.ts'
import { vmById } from '../plan/lookup.ts'
import type { AssignableFunction, Plan, VmId } from '../plan/types.ts'
import { checkPlan } from './check-plan.ts'
import type { CheckContext } from '../planned/context.ts'
import type { DropVerdict, Finding } from './types.ts'

/**
 * Whether a function may be given to a VM: refused where the edit refuses it or where it would bring an error,
 * with a warning where it would bring one. Only what the drop itself would bring counts, and only on its own host.
 * Works for a VF that does not exist yet.
 */
export function judgeDrop(context: CheckContext, fn: AssignableFunction, vm: VmId): DropVerdict {
  const target = vmById(context.plan, vm)
  return target && target.host !== fn.host
    ? refusedByEdit({ kind: 'other-host', function: fn, vmName: target.name, vmHost: target.host })
    : judgeOn(onHost(context, fn.host), fn, vm)
}

/** A drop changes nothing on other hosts, so they need not be judged. */
function onHost(context: CheckContext, host: HostId): CheckContext {
  const { plan, hosts } = context
  const inventory = hosts.get(host)
  return {
    ...context,
    plan: {
      ...plan,
      pfs: plan.pfs.filter((pf) => pf.host === host),
      vms: plan.vms.filter((vm) => vm.host === host),
      assignments: plan.assignments.filter((one) => one.function.host === host),
      vfs: plan.vfs.filter((vf) => vf.host === host)
    },
    hosts: new Map(inventory ? [[host, inventory]] : [])
  }
}

function judgeOn(context: CheckContext, fn: AssignableFunction, vm: VmId): DropVerdict {
  const edited = assign(context.plan, { function: fn, vm })
  if (!edited.ok) return refusedByEdit(edited.error)
  return edited.value === context.plan ? { kind: 'allowed' } : judgeChange(context, edited.value)
}

/** The verdict on any change of a plan: refused for the errors, with a warning for the warnings that it adds. */
export function judgeChange(context: CheckContext, after: Plan): DropVerdict {
  const before = new Set(checkPlan(context).map(findingKey))
  const added = checkPlan({ ...context, plan: after }).filter((one) => !before.has(findingKey(one)))
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

function refusedByEdit(error: PlanEditError): DropVerdict {
  const fix = error.kind === 'vf-beyond-num-vfs' ? `Plan ${error.index + 1} VFs` : null
  return { kind: 'refused', reasons: [explainPlanEditError(error)], fix }
}

/** A finding whose words change says something new, for example because one more device is affected. */
const findingKey = (one: Finding): string => `${one.severity} ${one.id} ${one.message}`
