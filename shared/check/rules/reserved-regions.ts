import { describeFunction } from '../../plan/function-key.ts'
import { groupOf } from '../../planned/planned-group.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'
import type { RuleContext } from '../context.ts'
import { finding } from '../finding.ts'
import type { Finding } from '../types.ts'

/**
 * A device that the firmware must reach at a fixed address cannot get the address space of a VM. Lines of the type
 * direct-relaxable (USB controllers, integrated graphics) and msi do not stand in the way.
 */
export const reservedRegions = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  return host.assigned.flatMap((one) => {
    const id = groupOf(host, one)
    const regions = id === null ? undefined : host.index.groups.get(id)?.reservedRegions
    const direct = regions?.known ? regions.value.filter(({ type }) => type === 'direct') : []
    const [first] = direct
    if (first === undefined) return []
    return [
      finding({
        rule: 'reserved-regions',
        severity: 'error',
        subject: { kind: 'function', function: one.function },
        message:
          `${describeFunction(one.function)} cannot go to ${one.vm.name}: the firmware of ${hostName(host)} reserves ` +
          `memory for IOMMU group ${id} (${first.start} to ${first.end}, type direct)`,
        why:
          'An RMRR or the like says that the device works with this memory for the firmware (monitoring of HP servers, ' +
          'for example), so the kernel refuses to move it into the address space of a VM. Sources: ' +
          'device_is_rmrr_locked in drivers/iommu/intel/iommu.c, since Linux 6.5 require_direct in drivers/iommu/iommu.c; ' +
          'vfio_iommu_resv_exclude in drivers/vfio/vfio_iommu_type1.c.',
        fixes: [
          {
            label:
              'Exclude the slot from shared memory in the BIOS (on HP servers with conrep), where it offers that'
          },
          { label: 'Use another slot' }
        ]
      })
    ]
  })
}
