/** What the firmware and the kernel show of IOMMUs, as one probe read it. */
import type { Reading } from '../reading.ts'

/** What tells whether an IOMMU is there and at work. */
export interface SnapshotIommu {
  /** Names of the ACPI tables; DMAR (Intel), IVRS (AMD) and IORT (Arm) describe an IOMMU. */
  readonly acpiTables: Reading<readonly string[]>
  /** Entries of /sys/class/iommu, for example "dmar0", "ivhd0", "smmu3.0x...". */
  readonly units: readonly string[]
  /** Types of the groups, in order of group number. Old kernels show none. */
  readonly groupTypes: readonly { readonly group: number; readonly type: string }[]
  /** In order of group number; groups of which none could be read are left out. */
  readonly reservedRegions: readonly { readonly group: number; readonly regions: readonly ReservedRegion[] }[]
}

/** A line of a group's `reserved_regions`: hex digits with 0x, first and last byte. Source: iommu_group_show_resv_regions in drivers/iommu/iommu.c. */
export interface ReservedRegion {
  readonly start: string
  readonly end: string
  /** "direct" (RMRR and the like), "direct-relaxable", "reserved", "msi". */
  readonly type: string
}
