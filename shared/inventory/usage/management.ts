import type { PciAddress } from '../../pci/address.ts'
import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotInterface } from '../../snapshot/types.ts'
import { functionsBelow, interfaceStack, type InterfaceStack } from './interface-stack.ts'
import { isLinkLocal } from './interfaces.ts'
import type { Sighting } from './sighting.ts'

/** What the way of the management traffic is seen from. */
export type ManagementReadings = Pick<
  HostSnapshot,
  'interfaces' | 'ovsBridges' | 'reader' | 'defaultRouteInterfaces'
>

/**
 * The ways over which the host is reached: its default routes and the session that read it, each followed down to
 * functions. Where a way ends before a function, every port that could carry it may do so.
 */
export function managementUses(readings: ManagementReadings): readonly Sighting[] {
  const stack = interfaceStack(readings)
  const carried = new Map<PciAddress, string>()
  const doubts: Sighting[] = []
  const routes = new Set(readings.defaultRouteInterfaces)
  // A tunnel as default route runs over another one, as a rule; only where none leads to a function, any port may do so.
  const isRouted = [...routes].some((name) => functionsBelow(stack, name).length > 0)
  for (const top of tops(readings)) {
    const functions = functionsBelow(stack, top.name)
    for (const { function: fn } of functions) if (!carried.has(fn)) carried.set(fn, top.name)
    if (functions.length === 0 && (top.hasSession || !isRouted))
      doubts.push(...lostWay(top.name, readings, stack))
  }
  return [
    ...[...carried].map(([at, top]): Sighting => ({ at, use: { kind: 'management', interface: top } })),
    ...doubts.filter(({ at }) => !carried.has(at)),
    ...sessionDoubts(readings, stack).filter(({ at }) => !carried.has(at))
  ]
}

/** An interface at the upper end of a way. */
interface Top {
  readonly name: string
  /** It has the address of the session; else it is that of a default route only. */
  readonly hasSession: boolean
}

/** Interfaces at the upper ends: those with the address of the session, and those of default routes. */
function tops({ defaultRouteInterfaces, interfaces, reader }: ManagementReadings): readonly Top[] {
  const session = reader.sessionAddress.known ? plainAddress(reader.sessionAddress.value) : null
  const own = interfaces.filter((one) =>
    readOr(one.addresses, []).some((address) => plainAddress(address) === session)
  )
  const names = new Set(own.map((one) => one.name))
  return [
    ...[...names].map((name): Top => ({ name, hasSession: true })),
    ...[...new Set(defaultRouteInterfaces)].flatMap((name): readonly Top[] =>
      names.has(name) ? [] : [{ name, hasSession: false }]
    )
  ]
}

/** Without prefix length, zone and the form of an IPv4 address in IPv6. */
const plainAddress = (text: string): string =>
  text
    .replace(/[/%].*$/, '')
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, '')

/** A way whose lower end cannot be read. */
function lostWay(top: string, readings: ManagementReadings, stack: InterfaceStack): readonly Sighting[] {
  const inOvs = readings.interfaces.filter((one) => one.master === 'ovs-system')
  const one = stack.byName.get(top)
  const isInternal = one?.kind === 'openvswitch' || (inOvs.length > 0 && one?.kind === null)
  const what = `whether the way to this host, ${top}, runs over it`
  if (isInternal && inOvs.length > 0) {
    const why = readings.ovsBridges.known
      ? 'Open vSwitch does not say which port carries it'
      : readings.ovsBridges.reason
    return inOvs.flatMap((port) =>
      functionsBelow(stack, port.name).map(({ function: at }) => ({
        at,
        doubt: { kind: 'management', what, reason: why }
      }))
    )
  }
  return portsInUse(readings).map((port) => ({
    at: port.function,
    doubt: { kind: 'management', what, reason: `what ${top} stands on could not be read` }
  }))
}

/** The session came in on an address that is not known, or that no interface has (NAT, another namespace). */
function sessionDoubts(readings: ManagementReadings, stack: InterfaceStack): readonly Sighting[] {
  const { sessionAddress } = readings.reader
  const what = 'whether the connection to this host runs over it'
  if (sessionAddress.known) {
    const session = plainAddress(sessionAddress.value)
    const isFound = [...stack.byName.values()].some((one) =>
      readOr(one.addresses, []).some((address) => plainAddress(address) === session)
    )
    if (isFound) return []
    const reason = `no interface is known to have ${session}, to which the session is connected`
    return portsInUse(readings).map((port) => ({
      at: port.function,
      doubt: { kind: 'management', what, reason }
    }))
  }
  // A capture made at the console: only a port with an address of the host can be the way to it.
  return readings.interfaces.flatMap((top) =>
    readOr(top.addresses, []).every(isLinkLocal)
      ? []
      : functionsBelow(stack, top.name).map(({ function: at }) => ({
          at,
          doubt: { kind: 'interface', what, reason: sessionAddress.reason }
        }))
  )
}

/**
 * Ports of functions with a cable in them, or whose carrier is not known, that something on the host uses: an address, a
 * master, an interface that stands on them, or a program that takes all packets.
 */
function portsInUse({ interfaces }: ManagementReadings): readonly (SnapshotInterface & {
  readonly function: PciAddress
})[] {
  // A macvtap is the interface of a VM, and not of this host.
  const stoodUpon = new Set(interfaces.flatMap((one) => (one.kind === 'macvtap' ? [] : one.lower)))
  return interfaces.filter(
    (one): one is SnapshotInterface & { readonly function: PciAddress } =>
      one.function !== null &&
      readOr(one.hasCarrier, true) &&
      (one.master !== null ||
        one.promiscuity > 0 ||
        stoodUpon.has(one.name) ||
        !one.addresses.known ||
        one.addresses.value.some((address) => !isLinkLocal(address)))
  )
}
