import { explainPlanEditError, type PlanEditError } from './edit-error.ts'
import { assign, unassign } from './edits.ts'
import { describeFunction } from './function-key.ts'
import { vmOf } from './lookup.ts'
import type { AssignableFunction, Plan, VmId } from './types.ts'
import { err, ok, type Result } from '../result.ts'
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

/** Why functions cannot be moved. */
export type MoveError = PlanEditError | { readonly kind: 'nothing-held' }

/** The refusal as a sentence. */
export const explainMoveError = (error: MoveError): string =>
  error.kind === 'nothing-held' ? 'Nothing was picked up' : explainPlanEditError(error)

/** "VF 3 of 0000:3b:00.0", "4 VFs", or "4 functions" where not all are VFs. */
export function describeFunctions(functions: readonly AssignableFunction[]): string {
  const [first, ...others] = functions
  if (first && others.length === 0) return describeFunction(first)
  return `${functions.length} ${functions.every((fn) => fn.kind === 'vf') ? 'VFs' : 'functions'}`
}

/**
 * Drops functions on a target: all of them or none. Functions that another VM holds are taken from it first;
 * those that the target holds already stay. `fresh` is the VM that a drop on "New VM" makes.
 */
export function moveFunctions(
  plan: Plan,
  functions: readonly AssignableFunction[],
  target: DropTarget,
  fresh: NewVm
): Result<Move, MoveError> {
  const [first] = functions
  if (!first) return err({ kind: 'nothing-held' })
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
      if (!freed.ok) return freed
      next = freed.value
    }
    if (vm !== null && holder?.id !== vm) {
      const given = assign(next, { function: fn, vm })
      if (!given.ok) return given
      next = given.value
    }
  }
  const what = describeFunctions(functions)
  return ok({ plan: next, vm, label: vm === null ? `Take ${what} back` : `Give ${what} to ${name}` })
}
