import { explainPlanEditError } from '#shared/plan/edit-error.ts'
import { assign, unassign } from '#shared/plan/edits.ts'
import { describeFunction } from '#shared/plan/function-key.ts'
import { vmOf } from '#shared/plan/lookup.ts'
import type { AssignableFunction, Plan, VmId } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { targetName, type DropTarget } from './drop-target.ts'
import { withNewVm, type NewVm } from './new-vm.ts'

/** The plan after a drop, and how the undo list names it. */
export interface Move {
  readonly plan: Plan
  /** For example "Give VF 3 of 0000:3b:00.0 to vm-2". */
  readonly label: string
  /** The VM that holds the functions now; null after a drop on the pool. */
  readonly vm: VmId | null
}

/** "VF 3 of 0000:3b:00.0", "4 VFs", or "4 functions" where not all are VFs. */
export function describeFunctions(functions: readonly AssignableFunction[]): string {
  const [first, ...others] = functions
  if (first && others.length === 0) return describeFunction(first)
  return `${functions.length} ${functions.every((fn) => fn.kind === 'vf') ? 'VFs' : 'functions'}`
}

/**
 * Drops functions on a target: all of them or none. Functions that another VM holds are taken from it first;
 * those that the target holds already stay. `fresh` is the VM that a drop on "New VM" makes. The error is a
 * sentence for the user.
 */
export function moveFunctions(
  plan: Plan,
  functions: readonly AssignableFunction[],
  target: DropTarget,
  fresh: NewVm
): Result<Move, string> {
  const [first] = functions
  if (!first) return err('Nothing was picked up')
  let next = plan
  let vm: VmId | null = target.kind === 'vm' ? target.vm : null
  let name = targetName(target, plan)
  if (target.kind === 'new-vm') {
    const made = withNewVm(plan, fresh)
    if (!made.ok) return made
    next = made.value.plan
    name = made.value.name
    vm = fresh.id
  }
  for (const fn of functions) {
    const holder = vmOf(next, fn)
    if (holder && holder.id !== vm) {
      const freed = unassign(next, { function: fn })
      if (!freed.ok) return err(explainPlanEditError(freed.error))
      next = freed.value
    }
    if (vm !== null && holder?.id !== vm) {
      const given = assign(next, { function: fn, vm })
      if (!given.ok) return err(explainPlanEditError(given.error))
      next = given.value
    }
  }
  const what = describeFunctions(functions)
  return ok({ plan: next, vm, label: vm === null ? `Take ${what} back` : `Give ${what} to ${name}` })
}
