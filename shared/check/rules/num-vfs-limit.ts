import { setNumVfs } from '../../plan/edits.ts'
import type { Finding } from '../types.ts'
import { editFix, finding, listed } from '../finding.ts'
import type { PlannedPf, RuleContext } from '../planned-host.ts'

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
      fixes: [fix(pf, totalVfs)]
    })
  ]
}

function fix(pf: PlannedPf, totalVfs: number): Finding['fixes'][number] {
  const losers = pf.given
    .filter((one) => one.index >= totalVfs)
    .map((one) => `VF ${one.index} from ${one.vm.name}`)
  const cost = losers.length > 0 ? ` (takes ${listed(losers)})` : ''
  return editFix(`Plan ${totalVfs} VFs${cost}`, (plan) =>
    setNumVfs(plan, { host: pf.host, address: pf.address, numVfs: totalVfs, dropAssignments: true })
  )
}
