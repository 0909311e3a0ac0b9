import { describeFunction } from '../../plan/function-key.ts'
import { leavePf, setNumVfs, unassign } from '../../plan/edits.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

const RULE = 'function-exists'
const WHY_GONE =
  'Addresses shift when a card is added or a BIOS setting changes: the same device may be at another address now.'

/** What the plan names must be there, and be what the plan takes it for. */
export const functionExists = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts
    .filter((host) => host.inventory !== null)
    .flatMap((host) => [
      ...host.pfs.flatMap((pf) => pfFindings(host, pf)),
      ...host.assigned.flatMap((one) => givenFindings(host, one))
    ])

function pfFindings(host: PlannedHost, pf: PlannedPf): readonly Finding[] {
  const isMissing = pf.observed === null
  if (!isMissing && (pf.sriov !== null || (pf.numVfs === 0 && pf.assigned.length === 0))) return []
  const users = pf.assigned.map((one) => `VF ${one.index} (${one.vm.name})`)
  const driver = pf.driver === null ? '' : ` (${pf.driver})`
  return [
    finding({
      rule: RULE,
      severity: 'error',
      blocks: { kind: 'always' },
      subject: { kind: 'pf', host: host.id, address: pf.address },
      message:
        (isMissing
          ? `${hostName(host)} has no device at ${pf.address} any more`
          : `${pf.address}${driver} has no SR-IOV, so it can have no VFs`) +
        (users.length > 0 ? `: the plan gives ${listed(users)}` : ''),
      why: isMissing ? WHY_GONE : 'The function has no SR-IOV capability, or firmware has switched it off.',
      fixes: [
        editFix(
          'Take it out of the plan',
          (plan) => setNumVfs(plan, { host: host.id, address: pf.address, numVfs: 0, dropAssignments: true }),
          (plan) => leavePf(plan, pf)
        )
      ]
    })
  ]
}

function givenFindings(host: PlannedHost, one: AssignedFunction): readonly Finding[] {
  if (one.function.kind === 'vf') return []
  const isBridge = one.observed?.class === 'bridge' || one.observed?.role.kind === 'bridge'
  if (one.observed !== null && !isBridge) return []
  return [
    finding({
      rule: RULE,
      severity: 'error',
      blocks: { kind: 'always' },
      subject: { kind: 'function', function: one.function },
      message: isBridge
        ? `${describeFunction(one.function)} is a bridge: it cannot go to ${one.vm.name}`
        : `${hostName(host)} has no device at ${describeFunction(one.function)} any more: ${one.vm.name} cannot get it`,
      why: isBridge ? 'Bridges stay with the host: VFIO binds endpoints only.' : WHY_GONE,
      fixes: [editFix(`Take it from ${one.vm.name}`, (plan) => unassign(plan, one))]
    })
  ]
}
