import { assign, unassign } from '../../plan/edits.ts'
import { describeFunction, isSameFunction } from '../../plan/function-key.ts'
import type { AssignableFunction, Plan } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'

const RULE = 'vf-has-one-vm'

/**
 * A function belongs to at most one VM. The edits see to that for equal names; only the inventory shows that a VF
 * and the plain function at its address are one thing.
 */
export const vfHasOneVm = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => [...sharedFunctions(host), ...host.assigned.flatMap(vfByAddress)])

function sharedFunctions(host: PlannedHost): readonly Finding[] {
  const byPlace = new Map<string, AssignedFunction[]>()
  for (const one of host.assigned) {
    const place = one.address ?? describeFunction(one.function)
    const before = byPlace.get(place)
    if (before) before.push(one)
    else byPlace.set(place, [one])
  }
  return [...byPlace].flatMap(([place, owners]) => {
    const names = [...new Set(owners.map((one) => one.vm.name))]
    const [first] = owners
    if (first === undefined || names.length < 2) return []
    return [
      finding({
        rule: RULE,
        severity: 'error',
        blocks: { kind: 'always' },
        subject: { kind: 'function', function: first.function },
        message: `${place} is given to ${listed(names)}`,
        why: 'A function can be mapped into one VM only: the second one would fail to start.',
        fixes: owners.map((one) => editFix(`Take it from ${one.vm.name}`, (plan) => withoutOwner(plan, one)))
      })
    ]
  })
}

/** Takes exactly this assignment out: an edit would take every assignment of the function. */
const withoutOwner = (plan: Plan, owner: AssignedFunction): ReturnType<typeof unassign> => ({
  ok: true,
  value: {
    ...plan,
    assignments: plan.assignments.filter(
      (one) => !isSameFunction(one.function, owner.function) || one.vm !== owner.vm.id
    )
  }
})

function vfByAddress(one: AssignedFunction): readonly Finding[] {
  if (one.function.kind !== 'function' || one.observed?.role.kind !== 'vf') return []
  const { pf, index } = one.observed.role
  const vf: AssignableFunction = { kind: 'vf', host: one.function.host, pf, index }
  return [
    finding({
      rule: RULE,
      severity: 'error',
      blocks: { kind: 'always' },
      subject: { kind: 'function', function: one.function },
      detail: 'by-address',
      message: `${one.function.address} is VF ${index} of ${pf}, but is given to ${one.vm.name} by its address`,
      why: 'Its address exists only as long as the VFs do; by PF and number the plan can make it again.',
      fixes: [
        editFix(
          `Give it as VF ${index} of ${pf}`,
          (plan) => unassign(plan, one),
          (plan) => assign(plan, { function: vf, vm: one.vm.id })
        )
      ]
    })
  ]
}
