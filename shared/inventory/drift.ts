import { changedAttributes } from '../drivers/vf-settings.ts'
import type { PciAddress } from '../pci/address.ts'
import type { Reading } from '../reading.ts'
import { functionAt } from './lookup.ts'
import type { InventoryFunction, InventoryHost, VfSettings } from './types.ts'

/**
 * A difference between two readings of one host. `before` and `after` are shown as they are. What was unknown in
 * one of the readings is no drift.
 */
export type Drift =
  | {
      readonly kind: 'host'
      readonly fact: 'hostname' | 'kernel' | 'os' | 'iommu'
      readonly before: string
      readonly after: string
    }
  | {
      readonly kind: 'driver-version'
      readonly driver: string
      readonly before: string
      readonly after: string
    }
  | { readonly kind: 'function-lost'; readonly address: PciAddress; readonly name: string }
  | { readonly kind: 'function-gained'; readonly address: PciAddress; readonly name: string }
  | {
      readonly kind: 'vf-count'
      readonly address: PciAddress
      readonly before: string
      readonly after: string
    }
  | {
      readonly kind: 'function'
      readonly address: PciAddress
      readonly fact:
        'device' | 'driver' | 'IOMMU group' | 'NUMA node' | 'link' | 'totalVfs' | 'VFs are probed'
      readonly before: string
      readonly after: string
    }
  | {
      readonly kind: 'interface'
      readonly address: PciAddress
      readonly interface: string
      readonly fact: 'name' | 'MAC' | 'MTU' | 'master' | 'firmware'
      readonly before: string
      readonly after: string
    }
  | {
      readonly kind: 'vf-setting'
      readonly address: PciAddress
      readonly index: number
      /** Name of the attribute, for example "maximum rate". */
      readonly setting: string
      readonly before: string
      readonly after: string
    }

/**
 * What changed on a host between two readings: first the host and its drivers, then functions in order of address.
 * VFs that came or went with NumVFs are one line for their PF, not one each.
 */
export function inventoryDrift(before: InventoryHost, after: InventoryHost): readonly Drift[] {
  return [...hostDrift(before, after), ...driverDrift(before, after), ...functionsDrift(before, after)]
}

function hostDrift(before: InventoryHost, after: InventoryHost): readonly Drift[] {
  const pairs = [
    ['hostname', before.hostname, after.hostname],
    ['kernel', before.kernel, after.kernel],
    ['os', read(before.os), read(after.os)],
    ['iommu', iommuText(before), iommuText(after)]
  ] as const
  return pairs.flatMap(([fact, old, now]) =>
    old !== null && now !== null && old !== now
      ? [{ kind: 'host', fact, before: old, after: now } as const]
      : []
  )
}

const iommuText = ({ iommu }: InventoryHost): string | null =>
  iommu.kind === 'unread' ? null : iommu.kind === 'on' ? `on (${iommu.type})` : iommu.kind

function driverDrift(before: InventoryHost, after: InventoryHost): readonly Drift[] {
  const text = (driver: InventoryHost['drivers'][number]): string =>
    driver.origin === 'out-of-tree' ? (driver.version ?? 'out-of-tree') : driver.origin
  return before.drivers.flatMap((old) => {
    const now = after.drivers.find(({ name }) => name === old.name)
    return now && old.origin !== 'unknown' && now.origin !== 'unknown' && text(now) !== text(old)
      ? [{ kind: 'driver-version', driver: old.name, before: text(old), after: text(now) } as const]
      : []
  })
}

function functionsDrift(before: InventoryHost, after: InventoryHost): readonly Drift[] {
  const addresses = [
    ...new Set([...before.functions, ...after.functions].map(({ address }) => address))
  ].sort()
  return addresses.flatMap((address): readonly Drift[] => {
    const old = functionAt(before, address)
    const now = functionAt(after, address)
    if (old && now) return functionDrift(old, now)
    const one = old ?? now
    // The count of its PF says it, unless the PF itself came or went.
    if (!one || (one.role.kind === 'vf' && functionAt(old ? after : before, one.role.pf))) return []
    return [
      {
        kind: old ? 'function-lost' : 'function-gained',
        address,
        name: one.deviceName ?? `${one.vendorId}:${one.deviceId}`
      }
    ]
  })
}

function functionDrift(old: InventoryFunction, now: InventoryFunction): readonly Drift[] {
  const { address } = now
  const facts = [
    ['device', `${old.vendorId}:${old.deviceId}`, `${now.vendorId}:${now.deviceId}`],
    ['driver', read(old.driver, 'none'), read(now.driver, 'none')],
    ['IOMMU group', read(old.iommuGroup, 'none'), read(now.iommuGroup, 'none')],
    ['NUMA node', read(old.numaNode, 'none'), read(now.numaNode, 'none')],
    ['link', linkText(old), linkText(now)]
  ] as const
  const changed: Drift[] = facts.flatMap(([fact, a, b]) =>
    a !== null && b !== null && a !== b
      ? [{ kind: 'function', address, fact, before: a, after: b } as const]
      : []
  )
  return [...changed, ...sriovDrift(old, now), ...interfaceDrift(old, now)]
}

function sriovDrift(old: InventoryFunction, now: InventoryFunction): readonly Drift[] {
  if (old.role.kind !== 'pf' || now.role.kind !== 'pf') return []
  const { address } = now
  const [a, b] = [old.role.sriov, now.role.sriov]
  const drifts: Drift[] = []
  if (a.totalVfs !== b.totalVfs) {
    drifts.push({
      kind: 'function',
      address,
      fact: 'totalVfs',
      before: `${a.totalVfs}`,
      after: `${b.totalVfs}`
    })
  }
  if (a.numVfs !== b.numVfs)
    drifts.push({ kind: 'vf-count', address, before: `${a.numVfs}`, after: `${b.numVfs}` })
  const [probed, probes] = [read(a.driversAutoprobe), read(b.driversAutoprobe)]
  if (probed !== null && probes !== null && probed !== probes) {
    drifts.push({ kind: 'function', address, fact: 'VFs are probed', before: probed, after: probes })
  }
  if (a.vfSettings.known && b.vfSettings.known) {
    const settings = new Map(b.vfSettings.value.map((one) => [one.index, one]))
    for (const one of a.vfSettings.value) {
      const other = settings.get(one.index)
      if (other) drifts.push(...settingDrift(address, one, other))
    }
  }
  return drifts
}

const settingDrift = (address: PciAddress, old: VfSettings, now: VfSettings): readonly Drift[] =>
  changedAttributes({ ...old }, { ...now }).map(({ name, before, after }) => ({
    kind: 'vf-setting',
    address,
    index: now.index,
    setting: name,
    before,
    after
  }))

/** Interfaces are compared by their place on the function: names change, functions do not. */
function interfaceDrift(old: InventoryFunction, now: InventoryFunction): readonly Drift[] {
  if (old.interfaces.length !== now.interfaces.length) return []
  return now.interfaces.flatMap((one, i): readonly Drift[] => {
    const previous = old.interfaces[i]
    if (!previous) return []
    const facts = [
      ['name', previous.name, one.name],
      ['MAC', read(previous.mac), read(one.mac)],
      ['MTU', read(previous.mtu), read(one.mtu)],
      ['master', previous.master ?? 'none', one.master ?? 'none'],
      ['firmware', read(previous.firmware), read(one.firmware)]
    ] as const
    return facts.flatMap(([fact, a, b]) =>
      a !== null && b !== null && a !== b
        ? [
            {
              kind: 'interface',
              address: now.address,
              interface: one.name,
              fact,
              before: a,
              after: b
            } as const
          ]
        : []
    )
  })
}

/** The value as text; null while unknown; `none` for a known null. */
const read = (reading: Reading<string | number | boolean | null>, none = 'none'): string | null =>
  reading.known ? `${reading.value ?? none}` : null

function linkText(fn: InventoryFunction): string | null {
  if (!fn.link.known) return null
  return fn.link.value ? `${fn.link.value.speedGTps} GT/s x${fn.link.value.width}` : 'none'
}

/** The difference in one line. */
export function explainDrift(drift: Drift): string {
  switch (drift.kind) {
    case 'host':
      return `${drift.fact}: ${drift.before} -> ${drift.after}`
    case 'driver-version':
      return `driver ${drift.driver}: ${drift.before} -> ${drift.after}`
    case 'function-lost':
      return `${drift.address} ${drift.name} is gone`
    case 'function-gained':
      return `${drift.address} ${drift.name} is new`
    case 'vf-count':
      return `${drift.address} had ${drift.before} VFs, has ${drift.after}`
    case 'function':
      return `${drift.address} ${drift.fact}: ${drift.before} -> ${drift.after}`
    case 'interface':
      return `${drift.interface} (${drift.address}) ${drift.fact}: ${drift.before} -> ${drift.after}`
    case 'vf-setting':
      return `VF ${drift.index} of ${drift.address} ${drift.setting}: ${drift.before} -> ${drift.after}`
  }
}
