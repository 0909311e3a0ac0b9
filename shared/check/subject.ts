import type { HostId } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import type { Subject } from './types.ts'

/** The host that a subject is on; null = it belongs to the plan as a whole. */
export function subjectHost(subject: Subject, plan: Plan): HostId | null {
  switch (subject.kind) {
    case 'plan':
      return null
    case 'vm':
      return plan.vms.find((vm) => vm.id === subject.vm)?.host ?? null
    case 'function':
      return subject.function.host
    case 'host':
    case 'pf':
    case 'group':
      return subject.host
  }
}
