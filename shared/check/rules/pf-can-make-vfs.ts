import { makingOf, pfDriver } from '../../drivers/pf-drivers.ts'
import type { PfDriver, VfMaking } from '../../drivers/pf-driver.ts'
import type { InventoryDriver, InventoryHost } from '../../inventory/types.ts'
import { listed } from '../../listed.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import { numVfsFix } from '../fix-num-vfs.ts'
import type { Finding } from '../types.ts'

const RULE = 'pf-can-make-vfs'

/** VFs are made by the PF's driver: it must be there, and take the number through sysfs. */
export const pfCanMakeVfs = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap((pf) => findings(pf, host.inventory)))

/** A PF whose number of VFs is to change. */
interface Change {
  readonly pf: PlannedPf
  readonly from: number
  readonly to: number
  readonly totalVfs: number
  readonly driver: string
}

function findings(pf: PlannedPf, host: InventoryHost | null): readonly Finding[] {
  const { sriov, entry } = pf
  if (sriov === null || entry === null || entry.numVfs === sriov.numVfs) return []
  const subject = { kind: 'pf', host: pf.host, address: pf.address } as const
  if (pf.driver === null) {
    if (pf.observed?.driver.known !== true || entry.numVfs === 0) return []
    return [
      finding({
        rule: RULE,
        severity: 'error',
        subject,
        message: `${pf.address} has no driver, so nothing makes its ${entry.numVfs} VFs`,
        why: 'The write to sriov_numvfs is served by the PF driver; without one it fails with ENOENT.',
        fixes: [{ label: 'Load the PF driver on the host and scan again' }]
      })
    ]
  }
  const change = { pf, from: sriov.numVfs, to: entry.numVfs, totalVfs: sriov.totalVfs, driver: pf.driver }
  const row = pfDriver(pf.driver)
  if (row === null) {
    return [
      finding({
        rule: RULE,
        severity: 'info',
        subject,
        message: `Nothing is known about driver ${pf.driver}: whether it makes VFs of ${pf.address} through sriov_numvfs is not known`,
        why: 'VF Lab has no row for this driver. The kernel answers when the number is written.'
      })
    ]
  }
  return [...making(change, row, makingOf(row, originOf(host, pf.driver))), ...removal(change, row)]
}

const originOf = (host: InventoryHost | null, driver: string): InventoryDriver['origin'] =>
  host?.drivers.find(({ name }) => name === driver)?.origin ?? 'unknown'

function making({ pf, to, totalVfs, driver }: Change, row: PfDriver, how: VfMaking): readonly Finding[] {
  const parts = { rule: RULE, subject: { kind: 'pf', host: pf.host, address: pf.address } as const }
  const source = `Source: ${row.source}.`
  switch (how.kind) {
    case 'elsewhere':
      return [
        finding({
          ...parts,
          severity: 'error',
          message: `${pf.address} (${driver}) takes no numVfs ${to} at run time`,
          why: `${how.how} ${source}`,
          fixes: [{ label: how.todo }]
        })
      ]
    case 'conditional':
      return to === 0
        ? []
        : [
            finding({
              ...parts,
              severity: 'warning',
              message: `Whether ${driver} makes ${to} VFs of ${pf.address} depends on more than the number`,
              why: `${how.on} ${source}`,
              fixes: [{ label: how.todo }]
            })
          ]
    case 'numvfs': {
      const counts = how.counts === 'all' ? [totalVfs] : how.counts
      if (to === 0 || counts === 'any' || counts.includes(to)) return []
      const possible = counts.filter((count) => count <= totalVfs)
      return [
        finding({
          ...parts,
          severity: 'error',
          message:
            how.counts === 'all'
              ? `${driver} makes all ${totalVfs} VFs of ${pf.address} or none, so numVfs ${to} is not reached`
              : `${driver} takes no numVfs ${to} on ${pf.address}: it makes ${listed(possible.map(String))} VFs`,
          why: source,
          fixes: [...possible, 0].map((count) => numVfsFix(pf, count))
        })
      ]
    }
    case 'by-origin':
      return making({ pf, to, totalVfs, driver, from: 0 }, row, how.inTree)
  }
}

/** A number that is not zero changes through zero. */
function removal({ pf, from, driver }: Change, row: PfDriver): readonly Finding[] {
  if (from === 0 || row.cannotRemove === null) return []
  return [
    finding({
      rule: RULE,
      severity: 'warning',
      subject: { kind: 'pf', host: pf.host, address: pf.address },
      detail: 'removal',
      message: `The ${from} VFs of ${pf.address} (${driver}) may not go away by writing 0 to sriov_numvfs`,
      why: `${row.cannotRemove} Source: ${row.source}.`,
      fixes: [numVfsFix(pf, from), { label: 'Stop what uses the device, then load the driver anew' }]
    })
  ]
}
