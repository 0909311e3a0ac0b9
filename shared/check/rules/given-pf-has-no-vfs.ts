import { setNumVfs, unassign } from '../../plan/edits.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'

/** A PF that goes to a VM as a whole has no VFs to hand out (rule 2 of the domain). */
export const givenPfHasNoVfs = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.assigned.flatMap((one) => findings(host, one)))

function findings(host: PlannedHost, one: AssignedFunction): readonly Finding[] {
  if (one.function.kind !== 'function') return []
  const { address } = one.function
  const pf = host.pfs.find((other) => other.address === address)
  const role = one.observed?.role
  const today = role?.kind === 'pf' ? role.sriov.numVfs : 0
  const numVfs = pf?.entry?.numVfs ?? today
  const holders = pf?.assigned.map((vf) => `VF ${vf.index} (${vf.vm.name})`) ?? []
  if (numVfs === 0 && holders.length === 0) return []
  const amount = pf?.entry ? `is planned with numVfs ${numVfs}` : `has ${numVfs} VFs`
  return [
    finding({
      rule: 'given-pf-has-no-vfs',
      severity: 'error',
      subject: { kind: 'pf', host: host.id, address },
      message:
        `${address} goes to ${one.vm.name} as a whole but ${amount}` +
        (holders.length > 0 ? `, and ${listed(holders)} are given away` : ''),
      why: 'The PF driver makes and serves the VFs; with the PF in a VM the host has no PF driver for it.',
      fixes: [
        editFix(holders.length > 0 ? `Plan no VFs (takes ${listed(holders)})` : 'Plan no VFs', (plan) =>
          setNumVfs(plan, { host: host.id, address, numVfs: 0, dropAssignments: true })
        ),
        editFix(`Take the PF from ${one.vm.name}`, (plan) => unassign(plan, one))
      ]
    })
  ]
}
