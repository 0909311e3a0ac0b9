import { pfDriver } from '../../drivers/pf-drivers.ts'
import { describeFunction } from '../../plan/function-key.ts'
import { isMentioned, isNetwork, type PlannedPf, type PlannedVf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/** The spoof check compares with the MAC that was set: where that is zero, some drivers let nothing pass. */
export const spoofchkNeedsMac = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const row = pfDriver(pf.driver)
  if (!isNetwork(pf) || row === null || row.spoofchkWithoutMac === null) return []
  const drops = row.spoofchkWithoutMac === 'drops-all'
  return pf.vfs.flatMap((vf) => {
    if (!vf.willExist || !isMentioned(vf) || !isChecked(pf, vf) || !lacksMac(pf, vf)) return []
    return [
      finding({
        rule: 'spoofchk-needs-mac',
        severity: drops ? 'warning' : 'error',
        subject: { kind: 'function', function: vf.function },
        message: drops
          ? `${describeFunction(vf.function)} sends nothing: its spoof check is on and it has no MAC`
          : `${row.name} does not turn on the spoof check of ${describeFunction(vf.function)}, which has no MAC`,
        why: drops
          ? `${row.name} lets pass frames from the MAC that was set only, and all zeros is none. Source: ${row.source}.`
          : `It answers EPERM until a MAC is set. Source: ${row.source}.`,
        fixes: [{ label: 'Set or generate a MAC for the VF' }, { label: 'Turn the spoof check off' }]
      })
    ]
  })
}

/** On by the plan, or left on; a VF that is made anew starts as the driver likes, which is said for planned values only. */
const isChecked = (pf: PlannedPf, { settings, held }: PlannedVf): boolean =>
  settings.spoofchk ?? (!pf.isRecreated && held.known && held.value.spoofchk === true)

const lacksMac = (pf: PlannedPf, { settings, held, observed }: PlannedVf): boolean =>
  settings.mac === undefined &&
  (pf.isRecreated || observed === null || (held.known && held.value.mac === null))
