import { isAssignmentDriver } from '../../iommu/viability.ts'
import type { PlannedHost } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/** What is written to sysfs and to the driver lives in memory. Said once for a plan. */
export const outlivesNoReboot = ({ plan, hosts }: RuleContext): readonly Finding[] =>
  hosts.some(isChanged)
    ? [
        finding({
          rule: 'outlives-no-reboot',
          severity: 'info',
          subject: { kind: 'plan' },
          message: `Nothing of what ${plan.name} changes on a host outlives a reboot`,
          why:
            'The number of VFs, their settings and the drivers to which functions are bound are kept by the running ' +
            'kernel. Source: Documentation/PCI/pci-iov-howto.rst, sriov_numvfs.',
          fixes: [{ label: 'Apply the plan again after every boot, or run its script from a boot service' }]
        })
      ]
    : []

/** Whether the plan wants anything of the host that is not so today, as far as that is known. */
const isChanged = ({ inventory, pfs, assigned }: PlannedHost): boolean =>
  inventory !== null &&
  (pfs.some(
    (pf) => pf.numVfs !== (pf.sriov?.numVfs ?? 0) || pf.vfs.some((vf) => Object.keys(vf.settings).length > 0)
  ) ||
    assigned.some(
      ({ observed }) => !observed?.driver.known || !isAssignmentDriver(observed.driver.value ?? '')
    ))
