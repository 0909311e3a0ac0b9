import type { PlannedPf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import { setPfMtu } from '../../plan/edits.ts'
import type { Finding } from '../types.ts'
import { editFix, finding } from '../finding.ts'

const RULE = 'pf-has-interface'

/** An MTU and the settings of VFs are set through a network interface of the PF, which must be there. */
export const pfHasInterface = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const { observed } = pf
  if (observed === null) return []
  const subject = { kind: 'pf', host: pf.host, address: pf.address } as const
  const mtu = pf.entry?.mtu
  if (observed.class !== 'network') {
    if (mtu === undefined) return []
    return [
      finding({
        rule: RULE,
        severity: 'error',
        blocks: { kind: 'always' },
        subject,
        detail: 'mtu',
        message: `${pf.address} is no network device and has no MTU, but MTU ${mtu} is planned`,
        why: 'An MTU belongs to a network interface.',
        fixes: [
          editFix('Remove the MTU from the plan', (plan) =>
            setPfMtu(plan, { host: pf.host, address: pf.address, mtu: null })
          )
        ]
      })
    ]
  }
  const hasSettings = pf.settings.length > 0
  if ((mtu === undefined && !hasSettings) || observed.interfaces.length > 0) return []
  const what = [...(mtu === undefined ? [] : ['the MTU']), ...(hasSettings ? ['settings of VFs'] : [])].join(
    ' and '
  )
  return [
    finding({
      rule: RULE,
      severity: 'error',
      subject,
      message: `${pf.address} has no network interface through which ${what} could be set`,
      why: 'They are set by netlink on the interface of the PF, which its network driver makes.',
      fixes: [{ label: 'Bind the network driver of the PF (not vfio-pci) and scan again' }]
    })
  ]
}
