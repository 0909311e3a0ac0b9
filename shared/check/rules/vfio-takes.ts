import { DENYLIST_PARAMETER, deniedByVfio, isVfioDriver } from '../../drivers/vfio-drivers.ts'
import type { AssignedFunction } from '../../planned/assigned-function.ts'
import { hostName, pfAt, type PlannedHost } from '../../planned/planned-host.ts'
import { describeFunction } from '../../plan/function-key.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/** vfio-pci refuses some devices by their ids: they are handed to no guest until that is lifted. */
export const vfioTakes = ({ hosts }: RuleContext): readonly Finding[] =>
  hosts.flatMap((host) => host.assigned.flatMap((one) => findings(host, one)))

function findings(host: PlannedHost, one: AssignedFunction): readonly Finding[] {
  const driver = one.observed?.driver
  if (driver?.known === true && isVfioDriver(driver.value)) return []
  const ids = idsOf(host, one)
  const denied = ids === null ? null : deniedByVfio(ids, host.inventory?.kernel ?? '')
  if (denied === null) return []
  return [
    finding({
      rule: 'vfio-takes',
      severity: 'warning',
      subject: { kind: 'function', function: one.function },
      message: `vfio-pci refuses ${describeFunction(one.function)} (${ids}) on ${hostName(host)} as it stands`,
      why: `The device is on the denylist of vfio-pci (drivers/vfio/pci/vfio_pci.c, vfio_pci_dev_in_denylist, since ${denied}): guests can break it for others. Whether the list is off was not read.`,
      fixes: [
        {
          label: `Load vfio-pci with ${DENYLIST_PARAMETER}=1 if every guest with such a device is trusted: "options vfio-pci ${DENYLIST_PARAMETER}=1" in /etc/modprobe.d`
        }
      ]
    })
  ]
}

/** Vendor and device of what is assigned, of a VF that does not exist yet by the capability of its PF. */
function idsOf(host: PlannedHost, { function: fn, observed }: AssignedFunction): string | null {
  if (observed !== null) return `${observed.vendorId}:${observed.deviceId}`
  if (fn.kind !== 'vf') return null
  const pf = pfAt(host, fn.pf)
  if (pf?.observed == null || pf.sriov?.vfDeviceId.known !== true) return null
  return `${pf.observed.vendorId}:${pf.sriov.vfDeviceId.value}`
}
