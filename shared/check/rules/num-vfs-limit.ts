import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { numVfsFix } from '../fix-num-vfs.ts'
import type { RuleContext } from '../context.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'

/** NumVFs must not exceed what the driver allows, which can be less than what the device has. */
export const numVfsLimit = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  if (pf.sriov === null || pf.entry === null || pf.entry.numVfs <= pf.sriov.totalVfs) return []
  const { totalVfs, hardwareTotalVfs } = pf.sriov
  const driver = pf.driver ?? 'no driver'
  return [
    finding({
      rule: 'num-vfs-limit',
      severity: 'error',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      message: `numVfs ${pf.entry.numVfs} exceeds totalVfs ${totalVfs} on ${pf.address} (${driver})`,
      why:
        hardwareTotalVfs.known && hardwareTotalVfs.value > totalVfs
          ? `The device has ${hardwareTotalVfs.value}, but its driver ${driver} allows ${totalVfs}; the write fails with ERANGE.`
          : 'The write to sriov_numvfs fails with ERANGE. Some cards allow more after a change of their firmware settings.',
      fixes: [numVfsFix(pf, totalVfs)]
    })
  ]
}
