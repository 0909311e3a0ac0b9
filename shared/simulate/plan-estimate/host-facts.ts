/** What the model needs of a host besides its ports, with the assumptions it takes. */
import type { InventoryHost } from '../../inventory/types.ts'
import { readOr } from '../../reading.ts'

const DEFAULT_CORE_GHZ = 2.5
/** Guest memory is mapped in pages of 2 MiB where the hypervisor uses huge pages. */
const ASSUMED_PAGE_BYTES = 2 * 1024 * 1024
/** What remains where the kernel was told to do without superpages. */
export const SMALLEST_PAGE_BYTES = 4096

/** Inputs of a layout's host. */
export interface HostInputs {
  readonly hostname: string
  readonly coreGhz: number
  /** null = no translation. */
  readonly iommuPageBytes: number | null
  /** False where the kernel was told not to post interrupts; absent = not known. */
  readonly hasPostedInterrupts?: boolean
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
  const isTranslated = host.iommu.kind === 'on' || host.iommu.kind === 'unread'
  const hasSmallPages = isTranslated && isAsked(host, 'intel_iommu', 'sp_off')
  if (hasSmallPages)
    assignedNotes.push(
      `${host.hostname} runs with intel_iommu=sp_off: guest memory is mapped in 4 KiB pages, and IOTLB misses cost throughput`
    )
  const hasExits = isAsked(host, 'intremap', 'nopost') || isAsked(host, 'intremap', 'off')
  if (hasExits)
    assignedNotes.push(
      `${host.hostname} does not post interrupts (intremap): each costs a guest with an assigned device exits`
    )
  return {
    hostname: host.hostname,
    coreGhz: mhz > 0 ? mhz / 1000 : DEFAULT_CORE_GHZ,
    iommuPageBytes: isTranslated ? (hasSmallPages ? SMALLEST_PAGE_BYTES : ASSUMED_PAGE_BYTES) : null,
    ...(hasExits ? { hasPostedInterrupts: false } : {}),
    notes,
    assignedNotes
  }
}

/** Whether the kernel's command line has `option` in the comma-separated list of `parameter` (kernel-parameters.txt). */
const isAsked = ({ kernelCommandLine }: InventoryHost, parameter: string, option: string): boolean =>
  readOr(kernelCommandLine, '')
    .split(/\s+/)
    .some(
      (word) =>
        word.startsWith(`${parameter}=`) &&
        word
          .slice(parameter.length + 1)
          .split(',')
          .includes(option)
    )
