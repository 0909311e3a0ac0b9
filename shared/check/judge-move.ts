import type { CheckContext } from './context.ts'
import { judgeChange, judgeDrop } from './judge-drop.ts'
import type { DropVerdict } from './types.ts'
import { explainPlanEditError } from '../plan/edit-error.ts'
import { unassign } from '../plan/edits.ts'
import { vmById, vmOf } from '../plan/lookup.ts'
import type { AssignableFunction, Plan } from '../plan/types.ts'
import type { DropTarget } from '../plan/drop-target.ts'
import { explainMoveError, moveFunctions } from '../plan/move-functions.ts'
import { withNewVm, type NewVm } from '../plan/new-vm.ts'

const ALLOWED: DropVerdict = { kind: 'allowed' }
const refused = (reason: string): DropVerdict => ({ kind: 'refused', reasons: [reason], fix: null })

/**
 * What would come of dropping functions on a target, decided before the drop. One function is judged by
 * `judgeDrop`, as if it were free. Several are judged by what all of them together would bring: the members of a
 * shared IOMMU group, each refused alone, may go to a VM together. Without `canReassign`, what another VM has is
 * refused: who takes hold of a VF among the free ones must not take it from a VM unawares.
 */
export function judgeMove(
  context: CheckContext,
  functions: readonly AssignableFunction[],
  target: DropTarget,
  fresh: NewVm,
  canReassign: boolean
): DropVerdict {
  const { plan } = context
  const [first, ...others] = functions
  if (!first) return refused('Nothing was picked up')
  const holders = functions.map((fn) => vmOf(plan, fn)?.id ?? null)
  if (target.kind === 'pool') {
    return holders.every((holder) => holder === null) ? refused('It belongs to no VM already') : ALLOWED
  }
  if (target.kind === 'vm' && holders.every((holder) => holder === target.vm)) {
    return refused(`${vmById(plan, target.vm)?.name ?? 'This VM'} has it already`)
  }
  const taken = canReassign ? null : givenElsewhere(plan, functions, target)
  if (taken !== null) return taken
  if (others.length > 0) {
    const moved = moveFunctions(plan, functions, target, fresh)
    return moved.ok ? judgeChange(context, moved.value.plan) : refused(explainMoveError(moved.error))
  }
  const freed = unassign(plan, { function: first })
  const start = freed.ok ? freed.value : plan
  if (target.kind === 'vm') return judgeDrop({ ...context, plan: start }, first, target.vm)
  const made = withNewVm(start, fresh)
  return made.ok
    ? judgeDrop({ ...context, plan: made.value.plan }, first, fresh.id)
    : refused(explainPlanEditError(made.error))
}

/** The refusal of what another VM has; null = none of the functions is another VM's. */
function givenElsewhere(
  plan: Plan,
  functions: readonly AssignableFunction[],
  target: DropTarget
): DropVerdict | null {
  for (const fn of functions) {
    const holder = vmOf(plan, fn)
    if (!holder || (target.kind === 'vm' && holder.id === target.vm)) continue
    const error = { kind: 'already-given', function: fn, vm: holder.id, vmName: holder.name } as const
    const fix = `Drag it from the card of ${holder.name}`
    return { kind: 'refused', reasons: [explainPlanEditError(error)], fix }
  }
  return null
}
