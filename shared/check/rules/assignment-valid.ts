import { unassign } from '../../plan/edits.ts'
import { describeFunction, functionKey } from '../../plan/function-key.ts'
import type { PlanAssignment } from '../../plan/types.ts'
import { hostName } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'

/** A function goes to a VM that the plan has, that runs on the function's host, and goes there once. */
export function assignmentValid({ plan, hosts }: RuleContext): readonly Finding[] {
  const vms = new Map(plan.vms.map((vm) => [vm.id, vm]))
  const seen = new Set<string>()
  const nameOf = (id: string): string => {
    const host = hosts.find((one) => one.id === id)
    return host ? hostName(host) : id
  }
  return plan.assignments.flatMap((one) => {
    const name = describeFunction(one.function)
    const vm = vms.get(one.vm)
    const key = `${functionKey(one.function)} ${one.vm}`
    const isRepeated = seen.has(key)
    seen.add(key)
    if (vm === undefined)
      return [refused(one, 'vm', `${name} is given to a VM "${one.vm}" that the plan does not have`)]
    if (vm.host !== one.function.host) {
      const where = nameOf(one.function.host)
      return [
        refused(
          one,
          'host',
          `${name} is on ${where}, but ${vm.name} runs on another host, ${nameOf(vm.host)}`
        )
      ]
    }
    return isRepeated ? [refused(one, 'twice', `${name} is given to ${vm.name} twice`)] : []
  })
}

const refused = (one: PlanAssignment, detail: string, message: string): Finding =>
  finding({
    rule: 'assignment-valid',
    severity: 'error',
    blocks: { kind: 'always' },
    subject: { kind: 'function', function: one.function },
    detail,
    message,
    why: 'A VM can be given a function of the host that it runs on only, and each function once.',
    fixes: [editFix('Take it back', (plan) => unassign(plan, one))]
  })
