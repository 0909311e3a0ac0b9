import { hostName, type PlannedHost } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'

/** Packages by tool, where they have another name. */
const PACKAGES: Readonly<Record<string, string>> = { ip: 'iproute2' }

/** What brings a host to the plan is a bash script; interfaces and VF settings are set by ip. */
export const toolsPresent = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  const { inventory } = host
  if (inventory === null || (host.pfs.length === 0 && host.assigned.length === 0)) return []
  const missing = ['bash', ...(needsIp(host) ? ['ip'] : [])].filter((tool) => inventory.tools[tool] === false)
  return missing.map((tool) =>
    finding({
      rule: 'tools-present',
      severity: 'error',
      subject: { kind: 'host', host: host.id },
      detail: tool,
      message: `${hostName(host)} has no ${tool}, which the script that applies the plan needs`,
      why:
        tool === 'ip'
          ? 'MTU, link state and settings of VFs go to the PF driver over netlink, for which the script calls ip.'
          : 'The script is written in bash and starts no other interpreter.',
      fixes: [{ label: `Install ${PACKAGES[tool] ?? tool} on ${hostName(host)} and scan it again` }]
    })
  )
}

/** Whether a step goes over an interface: an MTU, settings of VFs, or a port that is set up for its VFs. */
const needsIp = (host: PlannedHost): boolean =>
  host.pfs.some(
    (pf) =>
      pf.entry?.mtu !== undefined ||
      (pf.observed?.class === 'network' && (pf.numVfs > 0 || pf.settings.length > 0))
  )
