import { functionKey } from './function-key.ts'
import type { Plan } from './types.ts'

/** A value that makes a plan ambiguous, by where it stands, for example "assignments[3].vm". */
export interface BrokenReference {
  readonly path: string
  readonly why: string
}

/**
 * What the schema cannot see: two entries for one thing, and names that lead nowhere. The edits never make
 * such a plan; files written by hand can. Things that are merely wrong (too many VFs, a duplicate VM name) are
 * no business of this function: they load, and `shared/check` shows them.
 */
export function brokenReferences(plan: Plan): readonly BrokenReference[] {
  const hostOf = new Map(plan.vms.map((vm) => [vm.id, vm.host]))
  return [
    ...repeated('pfs', plan.pfs, (pf) => `PF ${pf.address} of host ${pf.host}`),
    ...repeated('vms', plan.vms, (vm) => `VM id ${vm.id}`),
    ...repeated('vfs', plan.vfs, (vf) => `VF ${vf.index} of ${vf.pf} of host ${vf.host}`),
    ...repeated('assignments', plan.assignments, (one) => `function ${functionKey(one.function)}`),
    ...plan.assignments.flatMap((one, at): BrokenReference[] => {
      const host = hostOf.get(one.vm)
      if (host === undefined)
        return [{ path: `assignments[${at}].vm`, why: `there is no VM with the id ${one.vm}` }]
      if (host === one.function.host) return []
      const why = `the function is in host ${one.function.host}, its VM ${one.vm} on host ${host}`
      return [{ path: `assignments[${at}].function.host`, why }]
    })
  ]
}

function repeated<T>(
  list: string,
  items: readonly T[],
  name: (item: T) => string
): readonly BrokenReference[] {
  const first = new Map<string, number>()
  return items.flatMap((item, at) => {
    const key = name(item)
    const before = first.get(key)
    if (before === undefined) first.set(key, at)
    return before === undefined
      ? []
      : [{ path: `${list}[${at}]`, why: `${key} is already in ${list}[${before}]` }]
  })
}
