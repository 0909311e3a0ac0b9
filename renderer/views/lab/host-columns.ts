import type { HostSummary } from '#shared/lab/host.ts'
import type { TableColumn } from '../../ui/table-column.ts'

const stateRank = (host: HostSummary): string =>
  host.lastError !== null
    ? `0${host.lastError.message}`
    : host.scannedAt === null
      ? '1'
      : `2${host.scannedAt}`

/** Columns of the host list at full width. */
export const hostColumns: readonly TableColumn<HostSummary>[] = [
  { id: 'name', label: 'Name', width: 'minmax(150px, 1.4fr)', sortBy: (host) => host.name },
  {
    id: 'address',
    label: 'Address',
    width: 'minmax(110px, 1fr)',
    text: (host) => host.connection?.address ?? '',
    sortBy: (host) => host.connection?.address ?? ''
  },
  {
    id: 'state',
    label: 'Last scan',
    width: 'minmax(130px, 1.2fr)',
    sortBy: (host) => (host.origin === 'ssh' ? stateRank(host) : host.origin)
  },
  {
    id: 'os',
    label: 'OS',
    width: 'minmax(120px, 1.3fr)',
    // The code name says nothing that the version does not.
    text: (host) => host.facts?.os.replace(/\s*\(.*\)$/, '') ?? '',
    sortBy: (host) => host.facts?.os ?? ''
  },
  { id: 'kernel', label: 'Kernel', width: 'minmax(110px, 1fr)', sortBy: (host) => host.facts?.kernel ?? '' },
  {
    id: 'pfs',
    label: 'PFs',
    width: '56px',
    align: 'end',
    text: (host) => (host.facts === null ? '' : String(host.facts.pfs)),
    sortBy: (host) => host.facts?.pfs ?? -1,
    tip: 'Physical Functions with SR-IOV'
  },
  {
    id: 'vfs',
    label: 'VFs',
    width: '128px',
    align: 'end',
    sortBy: (host) => host.facts?.vfs ?? -1,
    tip: 'VFs that exist, of those the drivers allow'
  },
  { id: 'iommu', label: 'IOMMU', width: '108px', sortBy: (host) => host.facts?.iommu ?? '' }
]

/** The one column of the list beside an open host. */
export const compactHostColumns: readonly TableColumn<HostSummary>[] = [
  { id: 'compact', label: 'Host', width: 'minmax(0, 1fr)', sortBy: (host) => host.name }
]
