/** Shares of an NVMe drive with their bands, what limits each VM and what would limit it next. */
import { outOfRange, parameters, type Values } from '../../calibration/parameters.ts'
import { shortNumber } from '../flows/labels.ts'
import type { Band } from '../types.ts'
import {
  baseLatencyUs,
  storageShares,
  type Scale,
  type StorageFlow,
  type StorageResourceKind,
  type StorageSetup,
  type StorageShare
} from './storage-model.ts'
import { CLASS_SPREAD, DEPTH_EXPONENT_SPREAD, storageSpread, VF_LOSS } from './storage-spread.ts'

/** What one VM gets. */
export interface StorageFlowEstimate {
  /** Thousands of I/Os a second. */
  readonly kiops: Band
  /** Gbit/s of data, both directions together. */
  readonly gbps: Band
  /** Mean time of an I/O, us. */
  readonly latencyUs: Band
  /** Host cores kept busy. */
  readonly hostCores: Band
  readonly bottleneck: StorageLimit
  readonly next: StorageLimit | null
}

/** Something that limits a VM's I/O. */
interface StorageLimit {
  readonly kind: StorageResourceKind
  /** For example "Samsung PM1733 / PM1735 at its most, 1450k random reads of 4 KiB a second, shared by 3 VMs". */
  readonly label: string
}

/** As good as no limit at all. */
const LIFTED = 1e6

/** Estimates of all VMs, in their order. */
export function estimateFlows(setup: StorageSetup, values: Values): readonly StorageFlowEstimate[] {
  const isOutside = setup.drive.isClass || outOfRange(values).length > 0
  const nominal = storageShares(setup, values)
  const low = storageShares(setup, values, scaleOf(setup, 'down'))
  const high = storageShares(setup, values, scaleOf(setup, 'up'))
  const lifted = new Map<StorageResourceKind, readonly StorageShare[]>()
  const without = (kind: StorageResourceKind): readonly StorageShare[] => {
    const shares = lifted.get(kind) ?? storageShares(setup, values, { [kind]: LIFTED })
    lifted.set(kind, shares)
    return shares
  }
  return setup.flows.map((flow, f): StorageFlowEstimate => {
    const [one, least, most] = [nominal[f], low[f], high[f]]
    if (one === undefined || least === undefined || most === undefined)
      throw new RangeError(`flow ${f} has no share`)
    const isVf = flow.method === 'sriov'
    const loss = isVf ? 1 - VF_LOSS : 1
    const isExtrapolated = isOutside || isVf
    const kiops: Band = {
      value: one.kiops,
      // Where others gain more by a better limit than this VM does, its share falls.
      low: Math.min(one.kiops, least.kiops, most.kiops) * loss,
      high: Math.max(one.kiops, least.kiops, most.kiops),
      isExtrapolated
    }
    const times = [one.latencyUs, least.latencyUs, most.latencyUs]
    const limit = one.bottleneck
    const nextKind = limit === 'offered' ? null : (without(limit)[f]?.bottleneck ?? null)
    return {
      kiops,
      gbps: scaled(kiops, (flow.blockBytes * 8) / 1e6),
      latencyUs: {
        value: one.latencyUs,
        low: Math.min(...times),
        high: Math.max(...times) / loss,
        isExtrapolated
      },
      hostCores: hostCores(flow, kiops, setup, nominal, values),
      bottleneck: { kind: limit, label: limitLabel(limit, flow, setup, values) },
      next:
        nextKind === null || nextKind === limit
          ? null
          : { kind: nextKind, label: limitLabel(nextKind, flow, setup, values) }
    }
  })
}

function scaleOf({ drive }: StorageSetup, way: 'down' | 'up'): Scale {
  const kinds = Object.keys(storageSpread) as StorageResourceKind[]
  const factors = kinds.map((kind) => {
    const isDrive = kind === 'drive-rate' || kind === 'drive-bandwidth' || kind === 'queue-depth'
    const spread = drive.isClass && isDrive ? CLASS_SPREAD : storageSpread[kind]
    return [kind, way === 'down' ? 1 - spread.down : 1 + spread.up] as const
  })
  return { ...Object.fromEntries(factors), 'depth-exponent': DEPTH_EXPONENT_SPREAD[way] }
}

const scaled = ({ value, low, high, isExtrapolated }: Band, factor: number): Band => ({
  value: value * factor,
  low: low * factor,
  high: high * factor,
  isExtrapolated
})

/** A function given to a VM costs the host next to nothing; its band goes up to this many times the published share. */
const MOST_INTERRUPT_SHARE = 3

function hostCores(
  flow: StorageFlow,
  kiops: Band,
  { flows, storageCores }: StorageSetup,
  shares: readonly StorageShare[],
  values: Values
): Band {
  if (flow.method !== 'virtio') {
    const value = values['irq.coresPerVm']
    return { value, low: 0, high: value * MOST_INTERRUPT_SHARE, isExtrapolated: kiops.isExtrapolated }
  }
  if (flow.backend === 'qemu') {
    const { value } = scaled(kiops, values['storage.virtioThread'] / 1e3)
    const low = (kiops.low * parameters['storage.virtioThread'].min) / 1e3
    // A thread that polls for a while before it sleeps may keep its core busy all the time.
    return {
      value,
      low: Math.min(low, value),
      high: Math.max(value, 1),
      isExtrapolated: kiops.isExtrapolated
    }
  }
  // Polling cores are busy whatever they do: each VM's part goes by its I/Os.
  const onTarget = flows.reduce(
    (sum, each, f) =>
      sum + (each.method === 'virtio' && each.backend === 'spdk' ? (shares[f]?.kiops ?? 0) : 0),
    0
  )
  const value = onTarget === 0 ? 0 : (storageCores * kiops.value) / onTarget
  return { value, low: value, high: value, isExtrapolated: kiops.isExtrapolated }
}

/** A limit in the words of the person who runs the host. */
function limitLabel(
  kind: StorageResourceKind,
  flow: StorageFlow,
  setup: StorageSetup,
  values: Values
): string {
  const { drive, link, flows, storageCores } = setup
  const shared = flows.length > 1 ? `, shared by ${flows.length} VMs` : ''
  switch (kind) {
    case 'drive-rate':
      return (
        `${drive.label} at its most, ${shortNumber(drive.readKiops)}k random reads or ` +
        `${shortNumber(drive.writeKiops)}k writes of 4 KiB a second${shared}`
      )
    case 'drive-bandwidth':
      return (
        `${drive.label} at its most, ${shortNumber(drive.readGBps)} GB/s reading or ` +
        `${shortNumber(drive.writeGBps)} GB/s writing${shared}`
      )
    case 'pcie-up':
      return `PCIe link towards the host, gen${link.generation} x${link.lanes}${shared}`
    case 'pcie-down':
      return `PCIe link towards the drive, gen${link.generation} x${link.lanes}${shared}`
    case 'storage-core':
      return `cores of the SPDK target (${storageCores})${shared}`
    case 'io-thread':
      return 'I/O thread of the VM on the host, one core'
    case 'queue-depth':
      return `I/Os in flight, ${flow.inFlight} at ${shortNumber(baseLatencyUs(flow, setup, values))} us each`
    case 'offered':
      return `what the VM asks for, ${shortNumber(flow.offeredKiops ?? 0)}k I/Os a second`
  }
}
