import type { FunctionUsage, InventoryFunction, InventoryHost } from '#shared/inventory/types.ts'
import { describeUsage } from '#shared/inventory/usage/describe-usage.ts'
import type { Reading } from '#shared/reading.ts'
import { table } from './table.ts'
import { plain } from './terminal.ts'

const shown = <T>(reading: Reading<T>, text: (value: T) => string): string =>
  reading.known ? text(reading.value) : '?'

/** A host on one screen: what it is, its PFs, and what could not be read. */
export function hostReport(host: InventoryHost): string {
  const pfs = host.functions.filter((fn) => fn.role.kind === 'pf')
  const iommu = host.iommu.kind === 'on' ? `on (${host.iommu.type})` : host.iommu.kind
  const lines = [
    `${plain(host.hostname)}: ${plain(shown(host.os, (os) => os))}, kernel ${plain(host.kernel)}, ${plain(host.architecture)}`,
    `IOMMU ${iommu}, ${host.iommuGroups.length} groups; ${host.functions.length} PCI functions; read as ${host.privilege} at ${host.takenAt}`,
    '',
    pfs.length === 0
      ? 'No function of this host offers SR-IOV.'
      : table(['PF', 'DEVICE', 'DRIVER', 'VFS', 'INTERFACE', 'NUMA', 'GROUP', 'USED BY'], pfs.map(pfRow)),
    ...host.gaps.map((gap) => `not read: ${plain(gap.what)} (${plain(gap.reason)})`)
  ]
  return lines.join('\n')
}

function pfRow(fn: InventoryFunction): readonly string[] {
  const vfs = fn.role.kind === 'pf' ? `${fn.role.sriov.numVfs}/${fn.role.sriov.totalVfs}` : ''
  return [
    fn.address,
    fn.deviceName ?? `${fn.vendorId}:${fn.deviceId}`,
    shown(fn.driver, (driver) => driver ?? '-'),
    vfs,
    fn.interfaces.map((each) => each.name).join(',') || '-',
    shown(fn.numaNode, (node) => (node === null ? '-' : String(node))),
    shown(fn.iommuGroup, (group) => (group === null ? '-' : String(group))),
    usageText(fn.usage)
  ]
}

/** Who uses it, in full: this column decides whether a device is taken. */
const usageText = (usage: FunctionUsage): string =>
  usage.verdict === 'free' ? 'free' : describeUsage(usage).map(plain).join('; ')
