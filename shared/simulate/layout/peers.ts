/** The functions behind the names in a layout. */
import type { LayoutScenario, Peer, Traffic } from './layout.ts'

/** A function by its indexes in a layout. */
export interface FunctionAddress {
  readonly host: number
  readonly vm: number
  readonly function: number
}

/** A name that the layout does not have. */
export interface MissingPeer {
  readonly kind: 'host' | 'vm' | 'port'
  readonly name: string
}

/** Whether a flow passes further VMs. */
export const hasPeers = ({ through, to }: Traffic): boolean =>
  through !== undefined || (to !== undefined && to !== 'wire')

/** The VMs that a flow passes after its own, by name. */
export const peersOf = ({ through, to }: Traffic): readonly Peer[] => [
  ...(through ?? []),
  ...(to === undefined || to === 'wire' ? [] : [to])
]

/**
 * The function that `peer` names, seen from frames on port `port` of host number `from`: the one on the named port, or
 * the one on the port where the frames are, or the first.
 */
export function findPeer(
  { hosts }: LayoutScenario,
  from: number,
  port: string,
  peer: Peer
): FunctionAddress | MissingPeer {
  const host = peer.host === undefined ? from : hosts.findIndex(({ id }) => id === peer.host)
  const at = hosts[host]
  if (at === undefined) return { kind: 'host', name: peer.host ?? '' }
  const vm = at.vms.findIndex(({ id }) => id === peer.vm)
  const functions = at.vms[vm]?.functions
  if (functions === undefined) return { kind: 'vm', name: peer.vm }
  if (peer.port !== undefined) {
    const named = functions.findIndex((fn) => fn.port === peer.port)
    return named < 0 ? { kind: 'port', name: peer.port } : { host, vm, function: named }
  }
  const near = host === from ? functions.findIndex((fn) => fn.port === port) : -1
  return functions.length === 0 ? { kind: 'port', name: port } : { host, vm, function: Math.max(0, near) }
}

/** Whether a search came to an end at a function. */
export const isFound = (found: FunctionAddress | MissingPeer): found is FunctionAddress => 'vm' in found
