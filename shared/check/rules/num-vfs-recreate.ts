import { setNumVfs } from '../../plan/edits.ts'
import type { InventoryHost } from '../../inventory/types.ts'
import { describeUsage } from '../../inventory/usage/describe-usage.ts'
import type { Plan } from '../../plan/types.ts'
import type { Finding } from '../types.ts'
import { finding, workingFix } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/**
 * Changing a NumVFs that is not 0 goes through 0 and destroys the VFs there are: what
 * uses one loses it. 0 to N destroys nothing.
 */
export const numVfsRecreate = ({ plan, hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.filter((pf) => pf.isRecreated).flatMap((pf) => findings(plan, host, pf)))

function findings(plan: Plan, host: PlannedHost, pf: PlannedPf): readonly Finding[] {
  const today = pf.sriov?.numVfs ?? 0
  const users = pf.sriov?.vfs.flatMap((vf, index) => {
    const usage = host.index.functions.get(vf)?.usage
    const uses = usage === undefined ? [] : describeUsage(usage)
    return uses.length > 0 ? [`VF ${index} (${listed(uses)})`] : []
  })
  const inUse = users ?? []
  const way = pf.numVfs === 0 ? `from ${today} to 0` : `from ${today} through 0 to ${pf.numVfs}`
  return [
    finding({
      rule: 'num-vfs-recreate',
      severity: inUse.length > 0 ? 'warning' : 'info',
      blocks: { kind: 'consent', consent: 'recreate-vfs' },
      subject: { kind: 'pf', host: host.id, address: pf.address },
      message:
        `numVfs of ${pf.address} goes ${way}: its ${today} VFs are destroyed` +
        (inUse.length > 0 ? `, also ${listed(inUse)}` : '') +
        unreadUsers(host.inventory),
      why:
        'The kernel refuses to change one number into another (EBUSY), so it must go through 0. MAC, VLAN and all ' +
        'other settings of the VFs are lost with them; those of the plan are set again.',
      fixes: workingFix(plan, `Keep the ${today} VFs`, (now) =>
        setNumVfs(now, { host: host.id, address: pf.address, numVfs: today })
      )
    })
  ]
}

const unreadUsers = (host: InventoryHost | null): string =>
  host?.privilege === 'user' ? '; who uses them could not be read without root' : ''
