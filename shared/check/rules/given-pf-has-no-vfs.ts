import type { HostId } from '../../inventory/types.ts'
import type { PciAddress } from '../../pci/address.ts'
import { setNumVfs, setPfMtu, unassign, type EditResult } from '../../plan/edits.ts'
import type { Plan } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'

/** A PF that goes to a VM as a whole has no VFs to hand out. */
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
  const settings = pf?.settings ?? []
  const mtu = pf?.entry?.mtu
  if (numVfs === 0 && holders.length === 0 && settings.length === 0) {
    return mtu === undefined ? [] : [withMtu(one, host.id, address, mtu)]
  }
  const amount = pf?.entry ? `is planned with numVfs ${numVfs}` : `has ${numVfs} VFs`
  return [
    finding({
      rule: 'given-pf-has-no-vfs',
      severity: 'error',
      blocks: { kind: 'always' },
      subject: { kind: 'pf', host: host.id, address },
      message:
        `${address} goes to ${one.vm.name} as a whole but ${amount}` +
        (holders.length > 0 ? `, and ${listed(holders)} are given away` : '') +
        (holders.length === 0 && settings.length > 0
          ? `, and VF ${listed(settings.map((vf) => `${vf.index}`))} has settings`
          : ''),
      why: 'The PF driver makes and serves the VFs; with the PF in a VM the host has no PF driver for it.',
      fixes: [
        editFix(holders.length > 0 ? `Plan no VFs (takes ${listed(holders)})` : 'Plan no VFs', (plan) =>
          withoutVfs(plan, host.id, address)
        ),
        editFix(`Take the PF from ${one.vm.name}`, (plan) => unassign(plan, one))
      ]
    })
  ]
}

/** No VFs, and nothing said about one. */
function withoutVfs(plan: Plan, host: HostId, address: PciAddress): EditResult {
  const vfs = plan.vfs.filter((vf) => vf.host !== host || vf.pf !== address)
  return setNumVfs({ ...plan, vfs }, { host, address, numVfs: 0, dropAssignments: true })
}

/** The interface, and so its MTU, goes with the PF. */
const withMtu = (one: AssignedFunction, host: HostId, address: PciAddress, mtu: number): Finding =>
  finding({
    rule: 'given-pf-has-no-vfs',
    severity: 'error',
    blocks: { kind: 'always' },
    subject: { kind: 'pf', host, address },
    detail: 'mtu',
    message: `${address} goes to ${one.vm.name} as a whole and takes its interface with it, but MTU ${mtu} is planned`,
    why: 'With the PF in a VM the host has no interface on it whose MTU could be set.',
    fixes: [editFix('Remove the MTU from the plan', (plan) => setPfMtu(plan, { host, address, mtu: null }))]
  })
