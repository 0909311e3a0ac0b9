/** Plans for tests, made by the edits that users make. Not shipped. */
import { at } from '../inventory/test-host.ts'
import { explainPlanEditError } from './edit-error.ts'
import { addVm, assign, setNumVfs, setVfSettings, type EditResult } from './edits.ts'
import { emptyPlan } from './plan.ts'
import type { AssignableFunction, Plan, PlanVfSettings, PlanVm } from './types.ts'

export const PF = '0000:3b:00.0'
export const HOST = 'lab1'

type Edit = (plan: Plan) => EditResult

/** Applies edits one after the other; a refused one fails the test. */
export function planOf(...edits: readonly Edit[]): Plan {
  return edits.reduce(
    (plan, edit) => {
      const result = edit(plan)
      if (!result.ok) throw new Error(explainPlanEditError(result.error))
      return result.value
    },
    emptyPlan({ id: 'p1', name: 'Test' })
  )
}

/** A VM on lab1, with 2 GiB. */
export const withVm =
  (id: string, change: Partial<PlanVm> = {}): Edit =>
  (plan) =>
    addVm(plan, { id, name: id, host: HOST, vcpus: 2, memoryMiB: 2048, numaNode: null, ...change })

/** VFs on a PF of lab1. */
export const withVfs =
  (numVfs: number, pf = PF): Edit =>
  (plan) =>
    setNumVfs(plan, { host: HOST, address: at(pf), numVfs })

/** A VF by its index, or any function by its address, for a VM. */
export const give =
  (what: number | string, vm: string, pf = PF): Edit =>
  (plan) =>
    assign(plan, { function: typeof what === 'number' ? vf(what, pf) : fn(what), vm })

/** Settings of a VF. */
export const set =
  (index: number, settings: PlanVfSettings, pf = PF): Edit =>
  (plan) =>
    setVfSettings(plan, { host: HOST, pf: at(pf), index, settings })

export const vf = (index: number, pf = PF): AssignableFunction => ({
  kind: 'vf',
  host: HOST,
  pf: at(pf),
  index
})
export const fn = (address: string): AssignableFunction => ({
  kind: 'function',
  host: HOST,
  address: at(address)
})
