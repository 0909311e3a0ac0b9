import type { HostSummary } from '#shared/lab/host.ts'
import type { Job } from '#shared/lab/job.ts'
import type { SavedHostFilter } from '#shared/lab/settings-schema.ts'

/** Where a host stands in the list. */
export type HostState =
  | { readonly kind: 'scanning'; readonly job: Job }
  /** `message` says why; an older scan may still be there. */
  | { readonly kind: 'failed'; readonly message: string; readonly fix: string }
  | { readonly kind: 'scanned'; readonly at: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'sample'; readonly at: string | null }
  | { readonly kind: 'imported'; readonly at: string | null }

/** A running job comes before anything that was true earlier; a failed scan before the success before it. */
export function hostState(host: HostSummary, job: Job | undefined): HostState {
  if (job?.kind === 'scan') return { kind: 'scanning', job }
  if (host.origin === 'sample') return { kind: 'sample', at: host.scannedAt }
  if (host.origin === 'import') return { kind: 'imported', at: host.scannedAt }
  if (host.lastError !== null) {
    return { kind: 'failed', message: host.lastError.message, fix: host.lastError.fix }
  }
  return host.scannedAt === null ? { kind: 'never' } : { kind: 'scanned', at: host.scannedAt }
}

/** What the list can be narrowed down to. */
export type HostFilter = SavedHostFilter['state']

export const hostFilters: readonly { readonly value: HostFilter; readonly label: string }[] = [
  { value: 'all', label: 'All hosts' },
  { value: 'scanned', label: 'Scanned' },
  { value: 'never', label: 'Never scanned' },
  { value: 'failed', label: 'Failed' },
  { value: 'sample', label: 'Sample' },
  { value: 'imported', label: 'Imported' }
]

/** Whether a host passes the filter. While it is scanned again it stays where it was. */
export function passesFilter(host: HostSummary, filter: HostFilter): boolean {
  return filter === 'all' || hostState(host, undefined).kind === filter
}

/** Whether a host matches what was typed: every word must occur in its name, address, OS or kernel. */
export function matchesText(host: HostSummary, text: string): boolean {
  const facts = host.facts
  const hay = [host.name, host.connection?.address, facts?.hostname, facts?.os, facts?.kernel]
    .join(' ')
    .toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}

/** The IOMMU of a host in words. */
export const iommuWords = {
  on: { label: 'on', tone: 'free', tip: 'The kernel uses the IOMMU: devices can be given to VMs.' },
  'off-in-kernel': {
    label: 'off in kernel',
    tone: 'warning',
    tip: 'The firmware describes an IOMMU, the kernel does not use it. Boot with intel_iommu=on (Intel) or amd_iommu=on (AMD).'
  },
  absent: {
    label: 'absent',
    tone: 'refused',
    tip: 'No IOMMU was found. Enable VT-d or AMD-Vi in the firmware setup; without it no device can be given to a VM.'
  },
  unread: { label: 'not read', tone: 'neutral', tip: 'Whether there is an IOMMU could not be read.' }
} as const
