import type { InventoryHost } from '../../inventory/types.ts'
import { iommuAdvice } from '../iommu-advice.ts'
import type { Finding, Severity } from '../types.ts'
import { finding } from '../finding.ts'
import type { RuleContext } from '../context.ts'
import { hostName, type PlannedHost } from '../../planned/planned-host.ts'

/** Nothing can be given to a VM without an IOMMU. */
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
      fixes: iommuAdvice(inventory).map((label) => ({ label }))
    })
  ]
}

interface Row {
  readonly severity: Severity
  readonly message: string
}

function rowFor({ iommu, hypervisor }: InventoryHost, given: string): Row {
  if (hypervisor === 'xen') {
    return {
      severity: 'error',
      message: `runs under Xen, which keeps the IOMMU to itself: its kernel shows no IOMMU groups, and its ${given} cannot go to VMs of KVM`
    }
  }
  switch (iommu.kind) {
    case 'on':
    case 'absent':
      return { severity: 'error', message: `shows no IOMMU, so its ${given} cannot go to VMs` }
    case 'off-in-kernel':
      return {
        severity: 'error',
        message: `has an IOMMU (${iommu.table} table) that its kernel does not use, so its ${given} cannot go to VMs`
      }
    case 'unread':
      return { severity: 'warning', message: `may have no IOMMU for its ${given}: ${iommu.reason}` }
  }
}
