import { readOr, type Reading } from '#shared/reading.ts'
import type { GroupReason } from '#shared/iommu/group-reasons.ts'
import type { InventoryFunction, InventoryHost, InventorySriov } from '#shared/inventory/types.ts'
import { describeUse } from '#shared/inventory/usage/describe-usage.ts'

/** A part of a host in words and numbers that somebody can check by hand against the machine. */
export type Summary = Readonly<Record<string, unknown>>

/**
 * What `expected.json` may say about a host, part by part; a part that it does not name is not compared.
 * An unread value shows as `?` and the reason.
 */
export const summaryOf = (host: InventoryHost): Summary => ({
  host: {
    hostname: host.hostname,
    os: shown(host.os),
    kernel: host.kernel,
    architecture: host.architecture,
    privilege: host.privilege,
    iommu: host.iommu.kind === 'on' ? `on (${host.iommu.type})` : host.iommu.kind,
    cpus: shown(host.cpu.logicalCpus),
    functions: host.functions.length,
    iommuGroups: host.iommuGroups.length
  },
  numaNodes: host.numaNodes.map(({ node, cpus }) => `${node}: CPUs ${cpus}`),
  pfs: byAddress(host, (fn) => (fn.role.kind === 'pf' ? pf(fn, fn.role.sriov) : null)),
  vfs: byAddress(host, (fn) =>
    fn.role.kind === 'vf'
      ? `VF ${fn.role.index} of ${fn.role.pf}, driver ${shown(fn.driver)}, group ${shown(fn.iommuGroup)}`
      : null
  ),
  bridges: byAddress(host, (fn) =>
    fn.role.kind === 'bridge' ? `below ${fn.parent ?? 'the root'}, driver ${shown(fn.driver)}` : null
  ),
  vfSettings: byAddress(host, (fn) => (fn.role.kind === 'pf' ? settings(fn.role.sriov) : null)),
  sharedGroups: Object.fromEntries(
    host.iommuGroups
      .filter(({ members }) => members.length > 1)
      .map(({ id, members, reasons = [] }) => [
        id,
        { members: members.join(' '), reasons: reasons.map(reason) }
      ])
  ),
  uses: byAddress(host, (fn) => (fn.usage.uses.length > 0 ? fn.usage.uses.map(describeUse) : null)),
  tools: Object.keys(host.tools)
    .filter((tool) => host.tools[tool])
    .sort(),
  drivers: host.drivers.map(({ name, origin, version }) => [name, origin, version].filter(Boolean).join(' ')),
  gaps: host.gaps.map(({ what, reason: why }) => `${what}: ${why}`)
})

/** The parts that `expected` names, so that both sides can be compared as a whole. */
export const partsOf = (summary: Summary, expected: Summary): Summary =>
  Object.fromEntries(Object.keys(expected).map((part) => [part, summary[part]]))

const shown = (reading: Reading<string | number | boolean | null>): string | number | boolean =>
  reading.known ? (reading.value ?? 'none') : `? ${reading.reason}`

const byAddress = (
  host: InventoryHost,
  of: (fn: InventoryFunction) => unknown
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    host.functions.map((fn) => [fn.address, of(fn)] as const).filter(([, value]) => value !== null)
  )

function pf(fn: InventoryFunction, sriov: InventorySriov): unknown {
  const link = readOr(fn.link, null)
  return {
    device: fn.deviceName ?? `${fn.vendorId}:${fn.deviceId}`,
    driver: shown(fn.driver),
    group: shown(fn.iommuGroup),
    numaNode: shown(fn.numaNode),
    vfs: `${sriov.numVfs} of ${sriov.totalVfs}, hardware ${shown(sriov.hardwareTotalVfs)}`,
    routing: `offset ${shown(sriov.firstVfOffset)}, stride ${shown(sriov.vfStride)}, device ${shown(sriov.vfDeviceId)}`,
    link: link ? `${link.speedGTps} GT/s x${link.width}` : 'none',
    interfaces: fn.interfaces
      .map(({ name, mac, speedMbps }) => `${name} ${shown(mac)} ${readOr(speedMbps, 'no')} Mbit/s`)
      .join(', ')
  }
}

const settings = (sriov: InventorySriov): unknown => {
  if (!sriov.vfSettings.known) return `? ${sriov.vfSettings.reason}`
  if (sriov.vfSettings.value.length === 0) return null
  return sriov.vfSettings.value.map((vf) =>
    [
      `${vf.index}: vlan ${vf.vlan}`,
      `qos ${vf.qos}`,
      `spoofchk ${String(vf.spoofchk)}`,
      `trust ${String(vf.trust)}`,
      `rate ${vf.minTxRate}-${vf.maxTxRate}`,
      `link ${vf.linkState ?? 'none'}`
    ].join(', ')
  )
}

const reason = (one: GroupReason): string => `${one.kind} ${'bridge' in one ? one.bridge : one.device}`
