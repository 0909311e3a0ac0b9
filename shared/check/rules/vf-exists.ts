import { setNumVfs, setVfSettings, unassign } from '../../plan/edits.ts'
import { vfFunction } from '../../plan/function-key.ts'
import type { AssignableFunction } from '../../plan/types.ts'
import type { Blocks, Finding, Fix } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

const RULE = 'vf-exists'
const ALWAYS: Blocks = { kind: 'always' }

/** A VF that is given away or has settings must exist under the planned, or left, number of VFs. */
export const vfExists = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) =>
    host.pfs.filter((pf) => pf.sriov !== null && !isAssigned(pf, host.assigned)).flatMap(findings)
  )

/** Its VFs are no question then: `given-pf-has-no-vfs` says so. */
const isAssigned = (pf: PlannedPf, assigned: readonly { readonly function: AssignableFunction }[]): boolean =>
  assigned.some((one) => one.function.kind === 'function' && one.function.address === pf.address)

function findings(pf: PlannedPf): readonly Finding[] {
  const count = pf.entry ? `it is planned with numVfs ${pf.numVfs}` : `it has ${pf.numVfs} VFs and is left so`
  const given = pf.assigned.filter((one) => one.index >= pf.numVfs)
  const settings = pf.settings.filter(
    (vf) => vf.index >= pf.numVfs && !given.some((one) => one.index === vf.index)
  )
  const highest = Math.max(...[...given, ...settings].map((one) => one.index))
  const more: readonly Fix[] =
    pf.sriov !== null && highest < pf.sriov.totalVfs
      ? [
          editFix(`Plan ${highest + 1} VFs`, (plan) =>
            setNumVfs(plan, { host: pf.host, address: pf.address, numVfs: highest + 1 })
          )
        ]
      : []
  return [
    ...given.map((one) =>
      finding({
        rule: RULE,
        severity: 'error',
        blocks: ALWAYS,
        subject: { kind: 'function', function: one.function },
        message: `VF ${one.index} of ${pf.address} does not exist, so ${one.vm.name} cannot get it: ${count}`,
        why: 'VFs are numbered from 0.',
        fixes: [...more, editFix(`Take it from ${one.vm.name}`, (plan) => unassign(plan, one))]
      })
    ),
    ...settings.map(({ host, pf: address, index }) =>
      finding({
        rule: RULE,
        severity: 'error',
        blocks: ALWAYS,
        subject: { kind: 'function', function: vfFunction({ host, pf: address, index }) },
        message: `VF ${index} of ${address} has settings but does not exist: ${count}`,
        why: 'VFs are numbered from 0.',
        fixes: [
          ...more,
          editFix('Forget the settings', (plan) =>
            setVfSettings(plan, { host, pf: address, index, settings: {} })
          )
        ]
      })
    )
  ]
}
