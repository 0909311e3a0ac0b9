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
  for (const top of tops(readings)) {
    const functions = functionsBelow(stack, top)
    for (const { function: fn } of functions) if (!carried.has(fn)) carried.set(fn, top)
    if (functions.length === 0) doubts.push(...lostWay(top, readings, stack))
  }
  return [
    ...[...carried].map(([at, top]): Sighting => ({ at, use: { kind: 'management', interface: top } })),
    ...doubts.filter(({ at }) => !carried.has(at)),
    ...sessionDoubts(readings, stack).filter(({ at }) => !carried.has(at))
  ]
}

/** Interfaces at the upper end of a way: those of default routes, and that with the address of the session. */
function tops({ defaultRouteInterfaces, interfaces, reader }: ManagementReadings): readonly string[] {
  const session = reader.sessionAddress.known ? plainAddress(reader.sessionAddress.value) : null
  const own = interfaces.filter((one) =>
    readOr(one.addresses, []).some((address) => plainAddress(address) === session)
  )
  return [...new Set([...own.map((one) => one.name), ...defaultRouteInterfaces])]
}

/** Without prefix length, zone and the form of an IPv4 address in IPv6. */
const plainAddress = (text: string): string =>
  text
    .split(/[/%]/)[0]!
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
  return readings.interfaces.filter(mayCarry).map((port) => ({
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
    return readings.interfaces
      .filter(mayCarry)
      .map((port) => ({ at: port.function, doubt: { kind: 'management', what, reason } }))
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

/** A port of a function with a cable in it, or whose carrier is not known, that the host uses. */
const mayCarry = (one: SnapshotInterface): one is SnapshotInterface & { readonly function: PciAddress } =>
  one.function !== null &&
  readOr(one.hasCarrier, true) &&
  (one.master !== null ||
    !one.addresses.known ||
    one.addresses.value.some((address) => !isLinkLocal(address)))
