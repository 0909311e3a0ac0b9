import type { PciAddress } from '../../pci/address.ts'
import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotInterface } from '../../snapshot/types.ts'
import type { Sighting } from './sighting.ts'

/** What the use of interfaces is seen from. */
export type InterfaceReadings = Pick<HostSnapshot, 'interfaces' | 'reader' | 'defaultRouteInterfaces'>

/** Interfaces with addresses and those that stand on others, and the way that the management traffic takes. */
export function interfaceUses(snapshot: InterfaceReadings): readonly Sighting[] {
  const sightings: Sighting[] = []
  const session = snapshot.reader.sessionAddress.known ? snapshot.reader.sessionAddress.value : null
  const management = new Set<PciAddress>()
  const index = indexOf(snapshot.interfaces)
  for (const one of snapshot.interfaces) {
    const addresses = readOr(one.addresses, []).filter((address) => !isLinkLocal(address))
    const below = interfacesBelow(one, index)
    const carriesSession = session !== null && addresses.some((address) => address.split('/')[0] === session)
    const carriesDefault = snapshot.defaultRouteInterfaces.includes(one.name)
    for (const lower of below) {
      if (lower.function === null) continue
      if (addresses.length > 0)
        sightings.push({ at: lower.function, use: { kind: 'addressed', interface: one.name, addresses } })
      if ((carriesSession || carriesDefault) && !management.has(lower.function)) {
        management.add(lower.function)
        sightings.push({ at: lower.function, use: { kind: 'management', interface: one.name } })
      }
    }
    if (one.function !== null && one.master !== null) {
      sightings.push({ at: one.function, use: { kind: 'enslaved', interface: one.name, master: one.master } })
    }
  }
  return sightings
}

/** Every interface gets such an address by itself: it says nothing about use. */
const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address)

/** Interfaces by name, and by the one that owns them. */
interface InterfaceIndex {
  readonly byName: ReadonlyMap<string, SnapshotInterface>
  readonly byMaster: ReadonlyMap<string, readonly SnapshotInterface[]>
}

function indexOf(interfaces: readonly SnapshotInterface[]): InterfaceIndex {
  const byMaster = new Map<string, SnapshotInterface[]>()
  for (const one of interfaces) {
    if (one.master !== null) byMaster.set(one.master, [...(byMaster.get(one.master) ?? []), one])
  }
  return { byName: new Map(interfaces.map((one) => [one.name, one])), byMaster }
}

/** The interface itself and all that carry it: ports of a bridge or bond, the NIC under a VLAN. Each once. */
function interfacesBelow(
  top: SnapshotInterface,
  index: InterfaceIndex,
  seen = new Set<string>()
): readonly SnapshotInterface[] {
  if (seen.has(top.name)) return []
  seen.add(top.name)
  const lower = [
    ...top.lower.flatMap((name) => index.byName.get(name) ?? []),
    ...(index.byMaster.get(top.name) ?? [])
  ]
  return [top, ...lower.flatMap((one) => interfacesBelow(one, index, seen))]
}
