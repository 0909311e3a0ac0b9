import * as v from 'valibot'
import { driverNameSchema } from '../../plan/schema.ts'
import type { PlannedPf } from '../../planned/planned-pf.ts'
import type { RuleContext } from '../context.ts'
import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'

const RULE = 'pf-driver-readable'

/** What has to be done on a PF, and in which order, depends on its driver: it must be known, by a name that is one. */
export const pfDriverReadable = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.pfs.flatMap(findings))

function findings(pf: PlannedPf): readonly Finding[] {
  if (pf.observed === null || pf.sriov === null) return []
  const { driver } = pf.observed
  const subject = { kind: 'pf', host: pf.host, address: pf.address } as const
  if (!driver.known) {
    return [
      finding({
        rule: RULE,
        severity: 'error',
        subject,
        message: `The driver of ${pf.address} could not be read: ${driver.reason}`,
        why: 'Drivers differ in what they take, and in whether the port must be up before VFs are made.',
        fixes: [{ label: 'Scan the host again' }]
      })
    ]
  }
  if (driver.value === null || v.is(driverNameSchema, driver.value)) return []
  return [
    finding({
      rule: RULE,
      severity: 'error',
      blocks: { kind: 'always' },
      subject,
      message: `The driver name ${JSON.stringify(driver.value)} of ${pf.address} cannot go into a script`,
      why: 'Names of kernel modules have letters, digits, "_" and "-" only: the reading of this host is not to be trusted.',
      fixes: [{ label: 'Find out where that name comes from: no driver of Linux is called like that' }]
    })
  ]
}
