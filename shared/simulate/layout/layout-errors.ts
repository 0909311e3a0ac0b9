/** What a layout says that cannot be: names of nothing, two things of one name, traffic that contradicts itself. */
import { findPeer, isFound, peersOf } from './peers.ts'
import type { LayoutFunction, LayoutHost, LayoutScenario } from './layout.ts'

/** One fault; `where` is a path in the layout such as "hosts.0.vms.1.functions.0.port". */
export interface LayoutError {
  readonly where: string
  readonly message: string
}

/** All faults, in the order of the layout. */
export function layoutFaults(layout: LayoutScenario): readonly LayoutError[] {
  const hosts = layout.hosts.flatMap((host, h) => hostFaults(layout, host, h))
  return [...doubles(layout.hosts, 'hosts', 'host'), ...hosts]
}

function doubles(
  items: readonly { readonly id: string }[],
  where: string,
  what: string
): readonly LayoutError[] {
  const seen = new Set<string>()
  return items.flatMap(({ id }, i) => {
    const isDouble = seen.has(id)
    seen.add(id)
    return isDouble ? [{ where: `${where}.${i}.id`, message: `there is another ${what} ${quoted(id)}` }] : []
  })
}

const quoted = (text: string): string => JSON.stringify(text)

/** Names that a message tells; each of many wrong names would bring all the right ones along. */
const MOST_LISTED = 10

const namesOf = (ids: readonly string[]): string =>
  ids.length === 0
    ? 'none'
    : [
        ...ids.slice(0, MOST_LISTED).map(quoted),
        ...(ids.length > MOST_LISTED ? [`${ids.length - MOST_LISTED} more`] : [])
      ].join(', ')

function hostFaults(layout: LayoutScenario, host: LayoutHost, h: number): readonly LayoutError[] {
  const where = `hosts.${h}`
  return [
    ...doubles(host.ports, `${where}.ports`, 'port'),
    ...doubles(host.vms, `${where}.vms`, 'VM'),
    ...host.vms.flatMap((vm, v) =>
      vm.functions.flatMap((fn, f) => functionFaults(layout, h, fn, `${where}.vms.${v}.functions.${f}`))
    )
  ]
}

function functionFaults(
  layout: LayoutScenario,
  h: number,
  { port, method, backend, minMbps, maxMbps, traffic }: LayoutFunction,
  where: string
): readonly LayoutError[] {
  const host = layout.hosts[h]
  if (host === undefined) return []
  const faults: LayoutError[] = []
  const say = (at: string, message: string): void => {
    faults.push({ where: `${where}.${at}`, message })
  }
  const ids = host.ports.map(({ id }) => id)
  if (!ids.includes(port))
    say('port', `${quoted(port)} is not a port of host ${quoted(host.id)}, which has ${namesOf(ids)}`)
  if (method === 'virtio' && backend !== 'vhost-net' && host.switchCores === 0)
    say('backend', `${backend} needs cores, and switchCores of host ${quoted(host.id)} is 0`)
  if (method !== 'sriov' && (minMbps > 0 || maxMbps > 0))
    say(maxMbps > 0 ? 'maxMbps' : 'minMbps', `only VFs have rates of their own, and the method is ${method}`)
  if (maxMbps > 0 && minMbps > maxMbps)
    say('minMbps', `the guaranteed rate, ${minMbps}, is above the limit, ${maxMbps}`)
  if (traffic.direction === 'loop' && (traffic.to !== undefined || traffic.through !== undefined))
    say(
      'traffic.direction',
      'frames of a "loop" end in another VF of the port: use "out" with "to" or "through"'
    )
  faults.push(...peerFaults(layout, h, port, traffic, where))
  return faults
}

function peerFaults(
  layout: LayoutScenario,
  h: number,
  port: string,
  traffic: LayoutFunction['traffic'],
  where: string
): readonly LayoutError[] {
  let [fromHost, fromPort] = [h, port]
  const faults: LayoutError[] = []
  peersOf(traffic).forEach((peer, i) => {
    const at = `${where}.traffic.${i < (traffic.through?.length ?? 0) ? `through.${i}` : 'to'}`
    const found = findPeer(layout, fromHost, fromPort, peer)
    if (isFound(found)) {
      fromHost = found.host
      fromPort = layout.hosts[found.host]?.vms[found.vm]?.functions[found.function]?.port ?? fromPort
    } else faults.push({ where: `${at}.${found.kind}`, message: missing(layout, fromHost, peer, found) })
  })
  return faults
}

function missing(
  { hosts }: LayoutScenario,
  from: number,
  peer: { readonly host?: string; readonly vm: string },
  { kind, name }: { readonly kind: 'host' | 'vm' | 'port'; readonly name: string }
): string {
  const host = peer.host === undefined ? hosts[from] : hosts.find(({ id }) => id === peer.host)
  const vm = host?.vms.find(({ id }) => id === peer.vm)
  switch (kind) {
    case 'host':
      return `${quoted(name)} is not a host of the layout, which has ${namesOf(hosts.map(({ id }) => id))}`
    case 'vm':
      return `${quoted(name)} is not a VM of host ${quoted(host?.id ?? '')}, which has ${namesOf((host?.vms ?? []).map(({ id }) => id))}`
    case 'port':
      return `VM ${quoted(peer.vm)} has no function on port ${quoted(name)}; it has ${namesOf((vm?.functions ?? []).map((fn) => fn.port))}`
  }
}
