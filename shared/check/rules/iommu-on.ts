import type { InventoryHost } from '../../inventory/types.ts'
import type { Finding, Severity } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'

/** Nothing can be given to a VM without an IOMMU (rule 3 of the domain). */
export const iommuOn = ({ hosts }: RuleContext): readonly Finding[] => hosts.flatMap(findings)

function findings(host: PlannedHost): readonly Finding[] {
  const { inventory } = host
  if (inventory === null || inventory.iommu.kind === 'on' || host.assigned.length === 0) return []
  const row = rowFor(
    inventory,
    `${host.assigned.length} ${host.assigned.length === 1 ? 'function' : 'functions'}`
  )
  return [
    finding({
      rule: 'iommu-on',
      severity: row.severity,
      subject: { kind: 'host', host: host.id },
      message: `${hostName(host)} ${row.message}`,
      why: 'A VM gets a device only behind an IOMMU, which keeps its DMA inside the memory of the VM.',
      fixes: row.fixes.map((label) => ({ label }))
    })
  ]
}

interface Row {
  readonly severity: Severity
  readonly message: string
  readonly fixes: readonly string[]
}

function rowFor(host: InventoryHost, given: string): Row {
  const isAmd = host.cpu.model.known && /AMD|EPYC|Opteron|Ryzen/.test(host.cpu.model.value)
  const kernelArgument = isAmd
    ? 'Remove amd_iommu=off from the kernel command line and reboot'
    : 'Boot with intel_iommu=on on the kernel command line'
  switch (host.iommu.kind) {
    case 'absent':
      return {
        severity: 'error',
        message: `shows no IOMMU, so its ${given} cannot go to VMs`,
        fixes: [
          isAmd
            ? 'Switch on AMD-Vi (IOMMU) in the BIOS'
            : 'Switch on VT-d in the BIOS (AMD-Vi on AMD boards)',
          kernelArgument
        ]
      }
    case 'off-in-kernel':
      return {
        severity: 'error',
        message: `has an IOMMU that its kernel does not use, so its ${given} cannot go to VMs`,
        fixes: [kernelArgument]
      }
    default:
      return {
        severity: 'warning',
        message: `may have no IOMMU for its ${given}: ${host.iommu.kind === 'unread' ? host.iommu.reason : 'not read'}`,
        fixes: ['Scan the host as root']
      }
  }
}
