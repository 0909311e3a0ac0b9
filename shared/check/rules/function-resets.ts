import { describeFunction } from '../../plan/function-key.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'

/** A function that cannot be reset keeps what the last VM left in it. */
export const functionResets = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.assigned.flatMap(({ function: fn, observed, vm }) =>
      observed?.resetMethods.known && observed.resetMethods.value.length === 0
        ? [
            finding({
              rule: 'function-resets',
              severity: 'warning',
              subject: { kind: 'function', function: fn },
              message: `${describeFunction(fn)} has no way to be reset before ${vm.name} gets it`,
              why: 'The kernel lists no reset method: state of the last user stays in the device, and a VM may fail to start it twice.',
              fixes: [{ label: 'Prefer a function with a function level reset (flr)' }]
            })
          ]
        : []
    )
  )
