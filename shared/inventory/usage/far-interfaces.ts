import { isAssignmentDriver } from '../../iommu/viability.ts'
import { classOf } from '../../pci/class-code.ts'
import type { PciAddress } from '../../pci/address.ts'
import { readOr } from '../../reading.ts'
import type {
  HostSnapshot,
  SnapshotFarInterface,
  SnapshotFunction,
  SnapshotNamespace
} from '../../snapshot/types.ts'
import { isBinder } from './binders.ts'
import { namespaceLabel } from './namespace-label.ts'
import type { Sighting } from './sighting.ts'

/** What the use by other namespaces is seen from. */
export type FarReadings = Pick<HostSnapshot, 'functions' | 'interfaces' | 'namespaces' | 'rdmaDevices'>

/**
 * Functions whose interface is in another network namespace (a container, a pod, a virtual router), and interfaces of
 * this one on which an interface of another stands. A function bound to a network driver and without any interface
 * here is never free: its interface is elsewhere, or missing.
 */
export function farUses(readings: FarReadings): readonly Sighting[] {
  const far = readOr(readings.namespaces, []).flatMap((space) =>
    readOr(space.interfaces, []).map((one) => ({ one, space }))
  )
  return [...movedAway(readings, far), ...stoodUponFromAfar(readings, far)]
}

interface Far {
  readonly one: SnapshotFarInterface
  readonly space: SnapshotNamespace
}

function movedAway(readings: FarReadings, far: readonly Far[]): readonly Sighting[] {
  const here = new Set(readings.interfaces.map((one) => one.function))
  const rdma = new Set(readings.rdmaDevices.map((one) => one.function))
  const there = new Map<PciAddress, Far[]>()
  for (const each of far) {
    if (each.one.function === null) continue
    const list = there.get(each.one.function)
    if (list) list.push(each)
    else there.set(each.one.function, [each])
  }
  return readings.functions.flatMap((fn): readonly Sighting[] => {
    const found = there.get(fn.address)
    if (found)
      return found.map(({ one, space }) => ({
        at: fn.address,
        use: { kind: 'elsewhere', interface: one.name, where: namespaceLabel(space) }
      }))
    if (here.has(fn.address) || rdma.has(fn.address) || !hasNetworkDriver(fn)) return []
    return [{ at: fn.address, doubt: missingInterface(fn, readings.namespaces) }]
  })
}

const hasNetworkDriver = (fn: SnapshotFunction): boolean => {
  const driver = readOr(fn.driver, null)
  return (
    classOf(fn.classCode) === 'network' &&
    driver !== null &&
    !isAssignmentDriver(driver) &&
    !/vfio/.test(driver) &&
    !isBinder(driver)
  )
}

function missingInterface(fn: SnapshotFunction, namespaces: FarReadings['namespaces']) {
  const unread = readOr(namespaces, []).find((space) => !space.interfaces.known)
  const reason = !namespaces.known
    ? `${String(readOr(fn.driver, null))} shows no interface here; namespaces: ${namespaces.reason}`
    : unread?.interfaces.known === false
      ? `${String(readOr(fn.driver, null))} shows no interface here; ${namespaceLabel(unread)}: ${unread.interfaces.reason}`
      : `${String(readOr(fn.driver, null))} shows no interface in any network namespace`
  return {
    kind: 'interface',
    what: 'whether its interface is in use elsewhere, in a container for example, or missing',
    reason
  } as const
}

/** A macvlan, ipvlan or VLAN that was moved into a container leaves no trace here but its number there. */
function stoodUponFromAfar({ interfaces }: FarReadings, far: readonly Far[]): readonly Sighting[] {
  const byIndex = new Map(interfaces.map((one) => [one.ifindex, one]))
  return far.flatMap(({ one, space }): readonly Sighting[] => {
    // The far end of a veth is no lower interface.
    const lower = one.farLink === null || one.kind === 'veth' ? undefined : byIndex.get(one.farLink)
    if (lower === undefined || lower.function === null) return []
    const by = `${one.name} in ${namespaceLabel(space)}`
    return [{ at: lower.function, use: { kind: 'stacked', interface: lower.name, by, type: one.kind } }]
  })
}
