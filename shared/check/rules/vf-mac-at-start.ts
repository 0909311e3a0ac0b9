import { pfDriver } from '../../drivers/pf-drivers.ts'
import { describeFunction } from '../../plan/function-key.ts'
import { isNetwork, type PlannedPf, type PlannedVf } from '../../planned/planned-pf.ts'
import { portContext } from '../../planned/port-context.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/** A VF without a MAC gets one from its driver, a new one whenever that is loaded: said where the PF driver is so. */
export const vfMacAtStart = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  const row = pfDriver(pf.driver)
  if (!isNetwork(pf) || row?.withoutMac !== 'new-each-start') return []
  if (portContext(pf).linkType === 'infiniband') return []
  return pf.vfs.flatMap((vf) => {
    if (vf.vm === null || !vf.willExist || hasMac(pf, vf)) return []
    return [
      finding({
        rule: 'vf-mac-at-start',
        severity: 'info',
        subject: { kind: 'function', function: vf.function },
        message: `${describeFunction(vf.function)} has no MAC: ${vf.vm.name} gets a new one at each start`,
        why: `The VF driver makes up an address where none was set through ${row.name}: name, DHCP lease and rules by MAC change with it. Source: ${row.source}.`,
        fixes: [{ label: 'Set or generate a MAC for the VF' }]
      })
    ]
  })
}

/** Planned, kept from today, or not to be told: what was not read is no absence. */
const hasMac = (pf: PlannedPf, { settings, held, observed }: PlannedVf): boolean =>
  settings.mac !== undefined ||
  (!pf.isRecreated && observed !== null && (!held.known || held.value.mac !== null))
