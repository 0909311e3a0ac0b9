import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'

/** A plan on a host that was never read cannot be judged, and so not be applied. */
export const hostKnown = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts
    .filter((host) => host.inventory === null)
    .map((host) =>
      finding({
        rule: 'host-known',
        severity: 'error',
        blocks: { kind: 'always' },
        subject: { kind: 'host', host: host.id },
        message: `Host ${host.id} was never read, so nothing about it can be judged`,
        why: 'Limits, IOMMU groups and running VMs are known from a scan only.',
        fixes: [{ label: 'Add the host and scan it, or import a capture of it' }]
      })
    )
