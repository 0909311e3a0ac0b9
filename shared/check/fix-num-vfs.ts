import { setNumVfs } from '../plan/edits.ts'
import { editFix } from './finding.ts'
import { listed } from '../listed.ts'
import type { PlannedPf } from '../planned/planned-pf.ts'
import type { Fix } from './types.ts'

/** The fix of a PF that is to have too many VFs: another number, with what VMs lose by it in the label. */
export function numVfsFix(pf: PlannedPf, numVfs: number): Fix {
  const losers = pf.assigned
    .filter((one) => one.index >= numVfs)
    .map((one) => `VF ${one.index} from ${one.vm.name}`)
  const cost = losers.length > 0 ? ` (takes ${listed(losers)})` : ''
  return editFix(`Plan ${numVfs} VFs${cost}`, (plan) =>
    setNumVfs(plan, { host: pf.host, address: pf.address, numVfs, dropAssignments: true })
  )
}
