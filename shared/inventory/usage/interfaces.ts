import { readOr } from '../../reading.ts'
import type { HostSnapshot, SnapshotInterface } from '../../snapshot/types.ts'
import { interfaceStack, type InterfaceStack } from './interface-stack.ts'
import type { Sighting } from './sighting.ts'
import type { FunctionUse } from './types.ts'

/** What the use of interfaces is seen from. */
export type InterfaceReadings = Pick<HostSnapshot, 'interfaces' | 'ovsBridges'>

/** Interfaces with addresses, those that belong to others, and those on which others stand. */
export function interfaceUses(readings: InterfaceReadings): readonly Sighting[] {
  const stack = interfaceStack(readings)
  const used = new Set<string>()
  const uses = readings.interfaces.flatMap((one) => [
    ...addressed(one, stack),
    ...belonging(one),
    ...standing(one, stack)
  ])
  for (const { interface: name } of uses) used.add(name)
  return [
    ...uses,
    ...readings.interfaces.filter((one) => !used.has(one.name)).flatMap(watched),
    ...readings.interfaces.flatMap(addressDoubts),
    ...readings.interfaces.filter((one) => !used.has(one.name)).flatMap(signsOfFreedom)
  ]
}

/** A sighting, and on which interface of the function it was made. */
type OnInterface = Sighting & { readonly interface: string }

function addressed(top: SnapshotInterface, stack: InterfaceStack): readonly OnInterface[] {
  const addresses = readOr(top.addresses, []).filter((address) => !isLinkLocal(address))
  if (addresses.length === 0) return []
  const use: FunctionUse = { kind: 'addressed', interface: top.name, addresses }
  return stack
    .below(top.name)
    .flatMap((one) => (one.function === null ? [] : [{ at: one.function, use, interface: one.name }]))
}

function belonging({ name, function: fn, master }: SnapshotInterface): readonly OnInterface[] {
  if (fn === null || master === null) return []
  return [{ at: fn, use: { kind: 'enslaved', interface: name, master }, interface: name }]
}

/** macvtap, macvlan, ipvlan, VLANs and whatever else has a lower interface: in use with or without an address. */
function standing(upper: SnapshotInterface, stack: InterfaceStack): readonly OnInterface[] {
  // Its addresses say more.
  if (readOr(upper.addresses, []).some((address) => !isLinkLocal(address))) return []
  return upper.lower.flatMap((name): readonly OnInterface[] => {
    const lower = stack.byName.get(name)
    if (lower === undefined || lower.function === null || lower.master === upper.name) return []
    if (lower.function === upper.function) return []
    const use: FunctionUse = { kind: 'stacked', interface: name, by: upper.name, type: upper.kind }
    return [{ at: lower.function, use, interface: name }]
  })
}

/** Bridges and macvlans make their ports promiscuous; where there is none, something else listens. */
function watched({ name, function: fn, promiscuity, hasXdp }: SnapshotInterface): readonly Sighting[] {
  if (fn === null) return []
  const how = hasXdp
    ? 'an XDP program'
    : promiscuity > 0
      ? `${promiscuity} ${promiscuity === 1 ? 'listener that takes' : 'listeners that take'} all packets`
      : null
  return how === null ? [] : [{ at: fn, use: { kind: 'watched', interface: name, how } }]
}

function addressDoubts({ name, function: fn, addresses }: SnapshotInterface): readonly Sighting[] {
  if (fn === null || addresses.known) return []
  const doubt = {
    kind: 'interface',
    what: `whether ${name} has addresses`,
    reason: addresses.reason
  } as const
  return [{ at: fn, doubt }]
}

function signsOfFreedom(one: SnapshotInterface): readonly Sighting[] {
  if (one.function === null || !one.addresses.known) return []
  const up = readOr(one.isUp, false) ? ', although it is up' : ''
  return [{ at: one.function, evidence: `${one.name} has no address and nothing stands on it${up}` }]
}

/** Every interface gets such an address by itself: it says nothing about use. */
export const isLinkLocal = (address: string): boolean => /^fe[89ab][0-9a-f]:/i.test(address)
