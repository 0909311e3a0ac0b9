import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import { portOf } from '../../inventory/ports.ts'

/** VFs follow the link of their PF: with the port down they look broken inside the VM. */
export const pfLinkUp = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const port = pf.observed ? portOf(pf.observed) : null
  if (port === null || pf.assigned.length === 0) return []
  const isDown = port.isUp.known && !port.isUp.value
  const hasNoCarrier = port.hasCarrier.known && !port.hasCarrier.value
  if (!isDown && !hasNoCarrier) return []
  const vms = [...new Set(pf.assigned.map((one) => one.vm.name))]
  return [
    finding({
      rule: 'pf-link-up',
      severity: 'info',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      message: `${port.name} on ${pf.address} ${isDown ? 'is down' : 'has no carrier'}: the VFs of ${listed(vms)} have no link until it is up`,
      why: 'A VF has carrier only while its PF is up, unless its link state is forced.',
      fixes: [{ label: isDown ? `Set ${port.name} up` : `Connect ${port.name}` }]
    })
  ]
}
