/**
 * VMs that share an NVMe drive: how many I/Os a second each gets, how long one takes, and what limits it.
 *
 * Shares are max-min fair over the link each way, what the drive does at most (accesses and bytes), and the cores of
 * a user-space storage target. A VM by itself is limited by its I/O thread, by what it asks for, and by its I/Os in
 * flight: Little's law allows `L = queues x depth / latency`, and as accesses meet in the same parts of the drive long
 * before all parts are busy, of that it gets `(L^-p + A^-p)^(-1/p)`, where A is what it would get alone.
 *
 * Left out: the guest's CPU, write caches, garbage collection, wear, priorities between queues, namespaces that share
 * flash channels; that VMs meet in the parts of the drive before it is full. Random accesses are assumed.
 * Checked: AnandTech 11209, three drives at depths 1 and 16 (storage-model.test.ts). VFs: nowhere.
 */
import type { Values } from '../../calibration/parameters.ts'
import { queueingUs } from '../cost/queueing.ts'
import { linkPayloadGbps, tlpGbps, type PcieLinkShape } from '../cost/pcie-link.ts'
import { maxMinShares } from '../solve/max-min-shares.ts'
import { OWN_LIMIT, type FlowProblem } from '../solve/problem.ts'
import type { IoMethod } from '../types.ts'
import type { DrivePreset } from '../presets/drive-presets.ts'
import { ioLinkBytes } from './io-cost.ts'

/** Everything that can limit a VM's I/O. */
export type StorageResourceKind =
  | 'drive-rate'
  | 'drive-bandwidth'
  | 'pcie-up'
  | 'pcie-down'
  | 'storage-core'
  | 'io-thread'
  | 'queue-depth'
  | 'offered'

/** What one VM does with the drive. */
export interface StorageFlow {
  readonly method: IoMethod
  /** With `virtio`: QEMU's own block layer with one I/O thread, or SPDK's vhost target with cores of its own. */
  readonly backend: 'qemu' | 'spdk'
  readonly blockBytes: number
  /** Share of reads among its I/Os, 0 to 1. */
  readonly readShare: number
  /** I/Os that it keeps in flight. */
  readonly inFlight: number
  /** Thousands of I/Os a second; null = as many as get through. */
  readonly offeredKiops: number | null
  readonly weight: number
}

/** The drive and what stands between it and the VMs. */
export interface StorageSetup {
  readonly drive: DrivePreset
  readonly link: PcieLinkShape
  /** Cores of the SPDK target; 0 = there is none. */
  readonly storageCores: number
  readonly flows: readonly StorageFlow[]
}

/** How much of each limit there is, relative to nominal; 1 for what is not named. */
export type Scale = Readonly<Partial<Record<StorageResourceKind | 'depth-exponent', number>>>

/** What one VM gets. */
export interface StorageShare {
  readonly kiops: number
  /** Mean, us. */
  readonly latencyUs: number
  readonly bottleneck: StorageResourceKind
}

const SHARED = ['drive-rate', 'drive-bandwidth', 'pcie-up', 'pcie-down', 'storage-core'] as const
type SharedKind = (typeof SHARED)[number]

/** Shares of all VMs, in their order. */
export function storageShares(
  setup: StorageSetup,
  values: Values,
  scale: Scale = {}
): readonly StorageShare[] {
  const { flows } = setup
  if (flows.length === 0) return []
  const costs = flows.map((flow) => costsOf(flow, setup, values))
  const capacity = capacities(setup, values, scale)
  const own = flows.map((flow, f) => ownLimits(flow, setup, costs[f] ?? NO_COSTS, capacity, values, scale))
  const { rate, bottleneck } = maxMinShares(problemOf(flows, own, costs, capacity))
  const total = (kind: SharedKind): number =>
    flows.reduce((sum, _, f) => sum + (rate[f] ?? 0) * (costs[f]?.[kind] ?? 0), 0) / capacity[kind]
  const busiest = Math.max(total('drive-rate'), total('drive-bandwidth'))
  const allKiops = rate.reduce((sum, each) => sum + each, 0)
  return flows.map((flow, f): StorageShare => {
    const kiops = rate[f] ?? 0
    const limits = own[f]
    const at = bottleneck[f] ?? OWN_LIMIT
    const shared = at === OWN_LIMIT ? undefined : SHARED[at]
    const isDrained = shared === undefined && limits?.kind === 'offered'
    return {
      kiops,
      latencyUs: isDrained
        ? // Poisson arrivals at a drive that keeps up.
          limits.baseUs + queueingUs(allKiops / 1e3, allKiops / 1e3 / Math.max(busiest, 1e-9))
        : (flow.inFlight * 1e3) / kiops,
      bottleneck: shared ?? limits?.kind ?? 'offered'
    }
  })
}

/** Time of one I/O of a VM when nothing else is going on, us. */
export function baseLatencyUs(flow: StorageFlow, { drive, link }: StorageSetup, values: Values): number {
  const { readShare, blockBytes, method, backend } = flow
  const transfer = (operation: 'read' | 'write'): number =>
    (blockBytes * 8) / 1e3 / linkPayloadGbps(link, operation, blockBytes, 'specification', values)
  // A device writes memory for a read of the host, and the other way round.
  const access =
    readShare * (drive.readUs + transfer('write')) + (1 - readShare) * (drive.writeUs + transfer('read'))
  const software =
    method !== 'virtio'
      ? 0
      : backend === 'spdk'
        ? values['storage.spdkLatency']
        : values['storage.virtioLatency']
  return access + software
}

interface OwnLimits {
  readonly kind: StorageResourceKind
  /** k/s. */
  readonly kiops: number
  readonly baseUs: number
}

function ownLimits(
  flow: StorageFlow,
  setup: StorageSetup,
  costs: Costs,
  capacity: Readonly<Costs>,
  values: Values,
  scale: Scale
): OwnLimits {
  const baseUs = baseLatencyUs(flow, setup, values) / (scale['queue-depth'] ?? 1)
  const little = (flow.inFlight * 1e3) / baseUs
  const alone = SHARED.map((kind) => ({ kind, kiops: capacity[kind] / costs[kind] })).reduce((least, each) =>
    each.kiops < least.kiops ? each : least
  )
  const p = values['storage.depthExponent'] * (scale['depth-exponent'] ?? 1)
  const limits: readonly Omit<OwnLimits, 'baseUs'>[] = [
    {
      kind: little < alone.kiops ? 'queue-depth' : alone.kind,
      kiops: Math.min(little, alone.kiops) * (1 + ratioBelowOne(little, alone.kiops) ** p) ** (-1 / p)
    },
    {
      kind: 'io-thread',
      kiops:
        flow.method === 'virtio' && flow.backend === 'qemu'
          ? (1e3 / values['storage.virtioThread']) * (scale['io-thread'] ?? 1)
          : Infinity
    },
    { kind: 'offered', kiops: flow.offeredKiops ?? Infinity }
  ]
  return { ...limits.reduce((least, each) => (each.kiops < least.kiops ? each : least)), baseUs }
}

const ratioBelowOne = (a: number, b: number): number => Math.min(a, b) / Math.max(a, b)

type Costs = Readonly<Record<SharedKind, number>>

const NO_COSTS: Costs = {
  'drive-rate': 0,
  'drive-bandwidth': 0,
  'pcie-up': 0,
  'pcie-down': 0,
  'storage-core': 0
}

/** What a thousand I/Os a second take: shares of the drive, Gbit/s of the link, cores. */
function costsOf(flow: StorageFlow, { drive, link }: StorageSetup, values: Values): Costs {
  const { readShare, blockBytes } = flow
  const mix = (read: number, write: number): number => readShare * read + (1 - readShare) * write
  const read = ioLinkBytes(link, 'read', blockBytes, values)
  const write = ioLinkBytes(link, 'write', blockBytes, values)
  return {
    'drive-rate': mix(1 / drive.readKiops, 1 / drive.writeKiops),
    'drive-bandwidth': (blockBytes / 1e6) * mix(1 / drive.readGBps, 1 / drive.writeGBps),
    'pcie-up': (mix(read.up, write.up) * 8) / 1e6,
    'pcie-down': (mix(read.down, write.down) * 8) / 1e6,
    'storage-core': isOnTarget(flow) ? values['storage.spdkIo'] / 1e3 : 0
  }
}

const isOnTarget = ({ method, backend }: StorageFlow): boolean => method === 'virtio' && backend === 'spdk'

function capacities(
  { link, storageCores }: StorageSetup,
  values: Values,
  scale: Scale
): Record<SharedKind, number> {
  const tlp = tlpGbps(link, 'specification', values)
  const nominal: Readonly<Record<SharedKind, number>> = {
    'drive-rate': 1,
    'drive-bandwidth': 1,
    'pcie-up': tlp,
    'pcie-down': tlp,
    'storage-core': storageCores
  }
  const scaled = SHARED.map((kind) => [kind, nominal[kind] * (scale[kind] ?? 1)] as const)
  return Object.fromEntries(scaled) as Record<SharedKind, number>
}

function problemOf(
  flows: readonly StorageFlow[],
  own: readonly OwnLimits[],
  costs: readonly Costs[],
  capacity: Readonly<Record<SharedKind, number>>
): FlowProblem {
  const start = [0]
  const resource: number[] = []
  const cost: number[] = []
  for (const each of costs) {
    SHARED.forEach((kind, r) => {
      if (each[kind] === 0) return
      resource.push(r)
      cost.push(each[kind])
    })
    start.push(resource.length)
  }
  return {
    flows: flows.length,
    resources: SHARED.length,
    start: Int32Array.from(start),
    resource: Int32Array.from(resource),
    cost: Float64Array.from(cost),
    capacity: Float64Array.from(SHARED.map((kind) => capacity[kind])),
    limit: Float64Array.from(own.map(({ kiops }) => kiops)),
    floor: new Float64Array(flows.length),
    weight: Float64Array.from(flows.map(({ weight }) => weight))
  }
}
