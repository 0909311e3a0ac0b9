/**
 * The way of one packet as stops in places: the hops of the run's trace, in their order, each where it happens. A packet
 * that turns round (at a VM that passes it on, or inside the NIC) begins another leg. What it goes by without time of its
 * own, as the IOMMU where the IOTLB has every page, stays in the picture with the reason.
 */
import type { IoMethod, ResourceKind } from '#shared/simulate/types.ts'
import type { Hop } from '#shared/simulate/what-if/job.ts'

/** Where a stop is, from the application outwards. */
export type Place = 'guest' | 'host' | 'bus' | 'nic' | 'wire'

/** Places in the order in which they are drawn. */
export const places: readonly { readonly id: Place; readonly title: string }[] = [
  { id: 'guest', title: 'Guest' },
  { id: 'host', title: 'Host software' },
  { id: 'bus', title: 'Memory, IOMMU, PCIe' },
  { id: 'nic', title: 'NIC' },
  { id: 'wire', title: 'Wire' }
]

/** Why a stop has no time of its own. */
export type NoTime = 'iotlb-hit' | 'no-translation'

/** One stop; times in ns from the packet's birth. */
export interface PathStop {
  readonly resource: ResourceKind
  readonly title: string
  readonly place: Place
  /** 0 for the first leg; legs go outwards and inwards in turn. */
  readonly leg: number
  readonly isInward: boolean
  /** The resource in full with its capacity; null without a hop in the trace. */
  readonly label: string | null
  readonly startNs: number
  readonly waitNs: number
  readonly workNs: number
  /** Work is done; after it time may pass that keeps nobody busy, until `endNs`. */
  readonly doneNs: number
  readonly endNs: number
  /** null = the trace has time for it. */
  readonly noTime: NoTime | null
}

/** What is known of the flow besides its trace. */
export interface PathFlow {
  readonly method: IoMethod
  /** Guest memory goes through translation in the IOMMU. */
  readonly isTranslated: boolean
}

/** The order of hardware and software outwards, and inwards. */
const outward: readonly (readonly ResourceKind[])[] = [
  ['guest-core', 'demand'],
  ['vhost-thread', 'switch-core'],
  ['memory'],
  ['pcie-up'],
  ['iommu-walker'],
  ['pcie-down'],
  ['queue-rate'],
  ['rate-limit'],
  ['port-rate'],
  ['wire-out']
]
const inward: readonly (readonly ResourceKind[])[] = [
  ['wire-in'],
  ['port-rate'],
  ['queue-rate', 'rate-limit'],
  ['pcie-down'],
  ['pcie-up'],
  ['iommu-walker'],
  ['vhost-thread', 'switch-core'],
  ['memory'],
  ['guest-core', 'demand']
]
const rank = (resource: ResourceKind, isInward: boolean): number =>
  (isInward ? inward : outward).findIndex((each) => each.includes(resource))

const titles: Readonly<Record<ResourceKind, readonly [outward: string, inward: string]>> = {
  'guest-core': ['Guest', 'Guest'],
  demand: ['Guest', 'Guest'],
  'vhost-thread': ['vhost', 'vhost'],
  'switch-core': ['Switch core', 'Switch core'],
  memory: ['Memory', 'Memory'],
  'iommu-walker': ['IOMMU', 'IOMMU'],
  'pcie-up': ['Requests', 'Data'],
  'pcie-down': ['Data', 'Buffers'],
  'queue-rate': ['VF queue', 'VF queue'],
  'rate-limit': ['Rate limit', 'Rate limit'],
  'port-rate': ['Port', 'Port'],
  'wire-out': ['Wire', 'Wire'],
  'wire-in': ['Wire', 'Wire']
}

/** Memory is where the device meets it; where the host copies, with the software that does. */
const placeOf: Readonly<Record<ResourceKind, Place>> = {
  'guest-core': 'guest',
  demand: 'guest',
  'vhost-thread': 'host',
  'switch-core': 'host',
  memory: 'bus',
  'iommu-walker': 'bus',
  'pcie-up': 'bus',
  'pcie-down': 'bus',
  'queue-rate': 'nic',
  'rate-limit': 'nic',
  'port-rate': 'nic',
  'wire-out': 'wire',
  'wire-in': 'wire'
}

/** The stops of a packet; empty for one that never went. */
export function packetPath(hops: readonly Hop[], { method, isTranslated }: PathFlow): readonly PathStop[] {
  const bornNs = hops[0]?.arrivedNs ?? 0
  let isInward = hops[0]?.resource === 'wire-in'
  let leg = 0
  let last = -1
  const stops = hops.map(({ resource, label, arrivedNs, beganNs, doneNs }, at): PathStop => {
    if (rank(resource, isInward) <= last) {
      isInward = !isInward
      leg++
    }
    last = rank(resource, isInward)
    return {
      resource,
      title: titles[resource][isInward ? 1 : 0],
      place: resource === 'memory' && method === 'virtio' ? 'host' : placeOf[resource],
      leg,
      isInward,
      label,
      startNs: arrivedNs - bornNs,
      waitNs: beganNs - arrivedNs,
      workNs: doneNs - beganNs,
      doneNs: doneNs - bornNs,
      endNs: (hops[at + 1]?.arrivedNs ?? doneNs) - bornNs,
      noTime: null
    }
  })
  return method === 'virtio' ? stops : withIommu(stops, isTranslated ? 'iotlb-hit' : 'no-translation')
}

/** Every leg over PCIe goes by the IOMMU: it stands behind what goes up, where it would walk. */
function withIommu(stops: readonly PathStop[], noTime: NoTime): readonly PathStop[] {
  return stops.flatMap((stop, at) => {
    if (stop.resource !== 'pcie-up' || stops[at + 1]?.resource === 'iommu-walker') return [stop]
    const { endNs, leg, isInward } = stop
    const ghost: PathStop = {
      resource: 'iommu-walker',
      title: 'IOMMU',
      place: 'bus',
      leg,
      isInward,
      label: null,
      startNs: endNs,
      waitNs: 0,
      workNs: 0,
      doneNs: endNs,
      endNs,
      noTime
    }
    return [stop, ghost]
  })
}

/** From birth to the end of the path, ns. */
export const pathNs = (path: readonly PathStop[]): number => path.at(-1)?.endNs ?? 0

/**
 * The stop at which the packet is `ns` after its birth, or from which it is on its way; the last one once it is through,
 * null for an empty path.
 */
export function stopAt(path: readonly PathStop[], ns: number): number | null {
  const at = path.findIndex(({ startNs, endNs }) => startNs <= ns && ns < endNs)
  if (at >= 0) return at
  const last = path.findLastIndex(({ noTime }) => noTime === null)
  return last < 0 ? null : last
}

/** Moments at which something changes, over all paths: what "next step" goes through. Rising, from 0. */
export const stepTimes = (paths: readonly (readonly PathStop[])[]): readonly number[] =>
  [
    ...new Set([
      0,
      ...paths.flatMap((path) =>
        path.flatMap(({ startNs, waitNs, doneNs, endNs }) => [startNs + waitNs, doneNs, endNs])
      )
    ])
  ].sort((a, b) => a - b)

/** On the screen every change has this long at least, and what passes between them this long together, ms. */
const CHANGE_MS = 100
const WAITS_MS = 4000

/**
 * Where a packet that is played is `passedMs` on the screen after it was at `ns`. Not at one speed: most of a packet's
 * time nobody is busy, and what happens then happens within some hundred ns.
 */
export function playedTo(steps: readonly number[], ns: number, passedMs: number): number {
  const span = steps.at(-1) ?? 0
  let at = ns
  let leftMs = passedMs
  for (const [index, next] of steps.entries()) {
    const begin = steps[index - 1] ?? 0
    if (next <= at || next === begin) continue
    const nsPerMs = (next - begin) / (CHANGE_MS + (WAITS_MS * (next - begin)) / span)
    const needsMs = (next - at) / nsPerMs
    if (needsMs > leftMs) return at + leftMs * nsPerMs
    leftMs -= needsMs
    at = next
  }
  return at
}
