import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/** VFs are made by the PF's driver: it must be there, and take the number through sysfs. */
export const pfCanMakeVfs = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  if (pf.sriov === null || pf.entry === null || pf.entry.numVfs === 0) return []
  if (pf.entry.numVfs === pf.sriov.numVfs) return []
  const subject = { kind: 'pf', host: pf.host, address: pf.address } as const
  if (pf.observed?.driver.known && pf.driver === null) {
    return [
      finding({
        rule: 'pf-can-make-vfs',
        severity: 'error',
        subject,
        message: `${pf.address} has no driver, so nothing makes its ${pf.entry.numVfs} VFs`,
        why: 'The write to sriov_numvfs is served by the PF driver; without one it fails with ENOENT.',
        fixes: [{ label: 'Load the PF driver on the host and scan again' }]
      })
    ]
  }
  if (pf.driver !== 'mlx4_core') return []
  return [
    finding({
      rule: 'pf-can-make-vfs',
      severity: 'error',
      subject,
      message: `${pf.address} (mlx4_core) takes no numVfs ${pf.entry.numVfs} at run time`,
      why: 'mlx4_core has no sriov_configure: its VFs come from its module parameter num_vfs. Seen in Linux 6.12.',
      fixes: [{ label: 'Set "options mlx4_core num_vfs=N" in /etc/modprobe.d and reload the driver' }]
    })
  ]
}
