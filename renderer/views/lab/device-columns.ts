import type { TableColumn } from '../../ui/table-column.ts'
import type { DeviceRow } from './device-rows.ts'

/** A column, and the width of the table in px from which on it is worth its room. */
interface FittingColumn extends TableColumn<DeviceRow> {
  readonly fromPx: number
}

const all: readonly FittingColumn[] = [
  { id: 'address', label: 'Address', width: '212px', fromPx: 0 },
  { id: 'name', label: 'Device', width: 'minmax(150px, 1fr)', fromPx: 0 },
  { id: 'driver', label: 'Driver', width: '112px', fromPx: 480 },
  {
    id: 'vfs',
    label: 'VFs',
    width: '116px',
    align: 'end',
    fromPx: 590,
    tip: 'VFs that exist, of those the driver allows'
  },
  { id: 'group', label: 'Group', width: '56px', align: 'end', fromPx: 650, tip: 'IOMMU group; – = none' },
  { id: 'numa', label: 'NUMA', width: '56px', align: 'end', fromPx: 830, tip: 'NUMA node; – = no affinity' },
  { id: 'link', label: 'PCIe link', width: '104px', fromPx: 940 },
  { id: 'net', label: 'Port', width: '76px', align: 'end', fromPx: 1080, tip: 'Speed of the network port' },
  { id: 'uses', label: 'In use by', width: 'minmax(110px, 0.7fr)', fromPx: 760 }
]

/** The columns that fit: what matters most goes last. */
export const deviceColumns = (widthPx: number): readonly TableColumn<DeviceRow>[] =>
  all.filter(({ fromPx }) => widthPx >= fromPx)
