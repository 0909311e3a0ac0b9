import { readOr } from '../reading.ts'
import type { InventoryHost } from './types.ts'

/** The figures shown in a host list of a thousand. */
export interface HostFacts {
  readonly hostname: string
  /** Empty where the host does not name its distribution. */
  readonly os: string
  readonly kernel: string
  readonly pfs: number
  /** VFs that exist. */
  readonly vfs: number
  /** VFs that the drivers of all PFs allow together. */
  readonly totalVfs: number
  readonly iommu: 'on' | 'off-in-kernel' | 'absent' | 'unread'
  readonly iommuGroups: number
  readonly gaps: number
}

/** The figures of one host. */
export function hostFacts(host: InventoryHost): HostFacts {
  const sriov = host.functions.flatMap(({ role }) => (role.kind === 'pf' ? [role.sriov] : []))
  return {
    hostname: host.hostname,
    os: readOr(host.os, ''),
    kernel: host.kernel,
    pfs: sriov.length,
    vfs: host.functions.filter(({ role }) => role.kind === 'vf').length,
    totalVfs: sriov.reduce((sum, { totalVfs }) => sum + totalVfs, 0),
    iommu: host.iommu.kind,
    iommuGroups: host.iommuGroups.length,
    gaps: host.gaps.length
  }
}
