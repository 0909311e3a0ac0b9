import { updateVm } from '../../plan/edits.ts'
import { nextVmName } from '../../plan/guest-name.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import { hostName } from '../../planned/planned-host.ts'

/** A hypervisor tells its VMs apart by name. Files written by hand can repeat one. */
export const vmNameUnique = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.vms.flatMap((vm, at) =>
      host.vms.findIndex((other) => other.name === vm.name) === at
        ? []
        : [
            finding({
              rule: 'vm-name-unique',
              severity: 'error',
              subject: { kind: 'vm', vm: vm.id },
              message: `${hostName(host)} has more than one VM named ${vm.name}`,
              why: 'Exports and the hypervisor go by name: the second one would replace the first.',
              fixes: [
                editFix('Give it a free name', (plan) =>
                  updateVm(plan, { vm: vm.id, changes: { name: nextVmName(plan) } })
                )
              ]
            })
          ]
    )
  )
