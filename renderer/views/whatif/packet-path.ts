/**
 * The way of one packet as a picture: hops in the order in which hardware and software come, each with its time.
 * The run serves stations in an order of its own; a hop's waiting and work do not depend on it, and their sum is
 * the packet's latency either way.
 */
import type { Traffic } from '#shared/simulate/layout/scenario.ts'
import type { ResourceKind } from '#shared/simulate/types.ts'
import type { Hop } from '../../simulate-worker/protocol.ts'

/** Where a hop happens. */
export type HopPlace = 'guest' | 'host' | 'link' | 'device' | 'wire'

/** One hop, times in ns from the packet's birth. */
export interface PathHop {
  readonly resource: ResourceKind
  readonly title: string
  readonly place: HopPlace
  readonly label: string
  readonly startNs: number
  readonly waitNs: number
  readonly workNs: number
  readonly endNs: number
}

const order: readonly ResourceKind[] = [
  'guest-core',
  'demand',
  'rate-limit',
  'vhost-thread',
  'switch-core',
  'iommu-walker',
  'pcie-down',
  'pcie-up',
  'queue-rate',
  'port-rate',
  'wire-out',
  'wire-in'
]

const titles: Readonly<Record<ResourceKind, string>> = {
  'guest-core': 'Guest',
  demand: 'Guest',
  'rate-limit': 'Rate limit',
  'vhost-thread': 'vhost thread',
  'switch-core': 'Switch core',
  'iommu-walker': 'IOMMU',
  'pcie-down': 'PCIe to device',
  'pcie-up': 'PCIe to host',
  'queue-rate': 'VF queue',
  'port-rate': 'NIC port',
  'wire-out': 'Wire',
  'wire-in': 'Wire'
}

const places: Readonly<Record<ResourceKind, HopPlace>> = {
  'guest-core': 'guest',
  demand: 'guest',
  'rate-limit': 'device',
  'vhost-thread': 'host',
  'switch-core': 'host',
  'iommu-walker': 'link',
  'pcie-down': 'link',
  'pcie-up': 'link',
  'queue-rate': 'device',
  'port-rate': 'device',
  'wire-out': 'wire',
  'wire-in': 'wire'
}

/** The hops of a packet on its way out, or in the other direction for what comes in. */
export function packetPath(hops: readonly Hop[], direction: Traffic['direction']): readonly PathHop[] {
  const sorted = [...hops].sort((a, b) => order.indexOf(a.resource) - order.indexOf(b.resource))
  if (direction === 'in') sorted.reverse()
  let at = 0
  return sorted.map(({ resource, label, arrivedNs, beganNs, doneNs }) => {
    const startNs = at
    at += doneNs - arrivedNs
    return {
      resource,
      title: titles[resource],
      place: places[resource],
      label,
      startNs,
      waitNs: beganNs - arrivedNs,
      workNs: doneNs - beganNs,
      endNs: at
    }
  })
}

/** From birth to the end of the path, ns. */
export const pathNs = (path: readonly PathHop[]): number => path.at(-1)?.endNs ?? 0

/** Moments at which something changes, over all paths: what "next step" goes through. Rising, from 0. */
export const stepTimes = (paths: readonly (readonly PathHop[])[]): readonly number[] =>
  [
    ...new Set([
      0,
      ...paths.flatMap((path) => path.flatMap(({ startNs, waitNs, endNs }) => [startNs + waitNs, endNs]))
    ])
  ].sort((a, b) => a - b)
