import type { Finding } from '../types.ts'
import { finding } from '../finding.ts'
import { listed } from '../../listed.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'

/** A kernel that was told to believe in isolation which the hardware does not promise gives groups that lie. */
export const acsOverride = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  const line = host.inventory?.kernelCommandLine
  if (!line?.known || host.assigned.length === 0) return []
  const argument = line.value.split(/\s+/).find((word) => word.startsWith('pcie_acs_override='))
  if (argument === undefined) return []
  const vms = [...new Set(host.assigned.map((one) => one.vm.name))]
  return [
    finding({
      rule: 'acs-override',
      severity: 'warning',
      subject: { kind: 'host', host: host.id },
      message: `${hostName(host)} runs with ${argument}: its IOMMU groups may look smaller than the hardware isolates, also those of ${listed(vms)}`,
      why:
        'The option of the ACS override patch (Proxmox VE and other patched kernels; without the patch it does nothing) makes the ' +
        'kernel take ports for isolated that do not say so. Devices behind them may then reach each other, and the memory ' +
        'of another VM, without the IOMMU seeing it.',
      fixes: [
        {
          label: `Remove ${argument} from the kernel command line, reboot and scan: the real groups show then`
        }
      ]
    })
  ]
}
