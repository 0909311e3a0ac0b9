/** What the model needs of a host besides its ports, with the assumptions it takes. */
import type { InventoryHost } from '../../inventory/types.ts'
import { readOr } from '../../reading.ts'

const DEFAULT_CORE_GHZ = 2.5
/** Guest memory is mapped in pages of 2 MiB where the hypervisor uses huge pages. */
const ASSUMED_PAGE_BYTES = 2 * 1024 * 1024

/** Inputs of a layout's host. */
export interface HostInputs {
  readonly coreGhz: number
  /** null = no translation. */
  readonly iommuPageBytes: number | null
  /** True of every VM of the host. */
  readonly notes: readonly string[]
  /** True of VMs with an assigned device. */
  readonly assignedNotes: readonly string[]
}

/** Inputs of `host`. */
export function hostInputs(host: InventoryHost): HostInputs {
  const notes: string[] = []
  const assignedNotes: string[] = []
  const mhz = readOr(host.cpu.mhz, 0)
  if (mhz <= 0) notes.push(`${host.hostname}: CPU clock not read; ${DEFAULT_CORE_GHZ} GHz assumed`)
  if (/qemu|tcg/i.test(readOr(host.cpu.model, '')))
    notes.push(
      `${host.hostname} is itself emulated (QEMU): the figures are those of real hardware of its kind`
    )
  if (host.iommu.kind === 'absent')
    assignedNotes.push(`${host.hostname} has no IOMMU: a device cannot be assigned until it has one`)
  if (host.iommu.kind === 'off-in-kernel')
    assignedNotes.push(
      `the IOMMU of ${host.hostname} is off in the kernel: a device cannot be assigned until it is on`
    )
  return {
    coreGhz: mhz > 0 ? mhz / 1000 : DEFAULT_CORE_GHZ,
    iommuPageBytes: host.iommu.kind === 'on' || host.iommu.kind === 'unread' ? ASSUMED_PAGE_BYTES : null,
    notes,
    assignedNotes
  }
}
