/**
 * NVMe controllers and accelerators of a plan: what each VM gets of them. Ratings of vendors, the PCIe link and fair
 * shares are all there is to go by; what has not even those has an upper bound and a sentence.
 */
import type { FunctionClass } from '../../inventory/types.ts'
import { estimateAccelerator } from '../accelerator/accelerator-estimate.ts'
import type { Values } from '../../calibration/parameters.ts'
import type { EstimateContext } from './estimate-context.ts'
import { hostValues, presetNotes } from './host-values.ts'
import { assignedFunctions, isLocated, type LocatedFunction } from '../../planned/assigned-function.ts'
import { shortNumber } from '../flows/labels.ts'
import { linkPayloadGbps, type PcieLinkShape } from '../cost/pcie-link.ts'
import {
  BLOCK_BYTES,
  driveSetup,
  inFlightOf,
  linkOf,
  planDrives,
  plannedMethodOf,
  type PlanDrive
} from './plan-drives.ts'
import { estimateFlows, type StorageFlowEstimate } from '../storage/storage-estimate.ts'
import type { Band, IoMethod, StorageEstimate, StorageWay, MethodChoice } from '../types.ts'

const NAMES: Readonly<Partial<Record<FunctionClass, string>>> = {
  nvme: 'NVMe controller',
  storage: 'storage controller',
  display: 'GPU',
  accelerator: 'accelerator'
}

/** One statement per assigned function that is neither a network function nor a bridge, in the plan's order. */
export function estimateStorage(context: EstimateContext): readonly StorageEstimate[] {
  const others = assignedFunctions(context)
    .filter(isLocated)
    .filter(({ owner }) => NAMES[owner.class] !== undefined)
  const drives = planDrives(others)
  const valuesOf = hostValues(context)
  const ways = new Map(drives.flatMap((drive) => [...waysOf(drive, valuesOf(drive.host.id))]))
  const notesOf = new Map(drives.map(({ owner, notes }) => [owner, notes]))
  return others.map((resolved): StorageEstimate => {
    const { host, owner, vm } = resolved
    const values = valuesOf(host.id)
    const sharers = others.filter((each) => each.owner === owner).length
    const link = linkOf(resolved)
    const upperGbps =
      link === null ? null : linkPayloadGbps(link, 'write', BLOCK_BYTES.small, 'specification', values)
    const own = ways.get(resolved)
    const isAccelerator = owner.class === 'display' || owner.class === 'accelerator'
    const particular =
      own !== undefined
        ? ofDrive(resolved, sharers, own, notesOf.get(owner) ?? [])
        : isAccelerator && link !== null
          ? ofAccelerator(resolved, sharers, link, values)
          : bounded(resolved, sharers, link, upperGbps)
    return {
      vm: vm.id,
      function: resolved.function,
      upperGbps,
      ...particular,
      notes: [...particular.notes, ...presetNotes(context, host)]
    }
  })
}

/** Estimates of all functions of a drive, for small blocks and for large ones. */
interface Solved {
  readonly small: readonly StorageFlowEstimate[]
  readonly large: readonly StorageFlowEstimate[]
}

/** Rows of every function of a drive, by the method: as planned, and what else the hardware offers. */
function waysOf(drive: PlanDrive, values: Values): ReadonlyMap<LocatedFunction, readonly StorageWay[]> {
  const { functions, owner } = drive
  const solve = (method: MethodChoice): Solved => ({
    small: estimateFlows(driveSetup(drive, method, BLOCK_BYTES.small), values),
    large: estimateFlows(driveSetup(drive, method, BLOCK_BYTES.large), values)
  })
  const offered: readonly IoMethod[] = [
    'virtio',
    // A drive that is given away whole serves one VM.
    ...(functions.length === 1 ? (['direct'] as const) : []),
    ...(owner.role.kind === 'pf' ? (['sriov'] as const) : [])
  ]
  const planned = solve('planned')
  const isAll = (method: IoMethod): boolean =>
    functions.every((resolved) => plannedMethodOf(resolved) === method)
  const others = new Map(offered.map((method) => [method, isAll(method) ? planned : solve(method)]))
  return new Map(
    functions.map((resolved, f) => {
      const own = plannedMethodOf(resolved)
      const rows = (['virtio', 'direct', 'sriov'] as const).flatMap((method): readonly StorageWay[] => {
        const isPlanned = method === own
        const solved = isPlanned ? planned : others.get(method)
        const [small, large] = [solved?.small[f], solved?.large[f]]
        if (small === undefined || large === undefined) return []
        return [
          {
            method,
            isPlanned,
            workload: `random reads, ${inFlightOf(resolved.vm.vcpus)} in flight`,
            kiops: small.kiops,
            gbps: large.gbps,
            latencyUs: small.latencyUs,
            hostCores: small.hostCores,
            bottleneck: small.bottleneck.label,
            next: small.next?.label ?? null
          }
        ]
      })
      return [resolved, rows] as const
    })
  )
}

type Particular = Pick<StorageEstimate, 'ways' | 'computeShare' | 'statement' | 'notes'>

const sharedBy = (sharers: number): string => (sharers > 1 ? `, shared by ${sharers} functions` : '')

const range = ({ low, high }: Band, factor = 1): string =>
  `${shortNumber(low * factor)} to ${shortNumber(high * factor)}`

function ofDrive(
  resolved: LocatedFunction,
  sharers: number,
  ways: readonly StorageWay[],
  driveNotes: readonly string[]
): Particular {
  const { owner } = resolved
  const planned = ways.find(({ isPlanned }) => isPlanned)
  const isVf = plannedMethodOf(resolved) === 'sriov'
  return {
    ways,
    computeShare: null,
    statement: planned
      ? `NVMe controller ${owner.address}${sharedBy(sharers)}: about ${shortNumber(planned.kiops.value)}k random ` +
        `reads of 4 KiB a second (${range(planned.kiops)}k), ${shortNumber(planned.gbps.value)} Gb/s in large ones; ` +
        `limited by ${planned.bottleneck}.`
      : `NVMe controller ${owner.address}${sharedBy(sharers)}.`,
    notes: [
      ...driveNotes,
      ...(isVf ? ['equal shares assumed: no measurement of NVMe VFs was found in public'] : [])
    ]
  }
}

function ofAccelerator(
  resolved: LocatedFunction,
  sharers: number,
  link: PcieLinkShape,
  values: Values
): Particular {
  const { owner } = resolved
  const what = NAMES[owner.class] ?? owner.class
  if (plannedMethodOf(resolved) === 'direct')
    return {
      ways: [],
      computeShare: { value: 1, low: 1, high: 1, isExtrapolated: false },
      statement: `${what} ${owner.address}: all of its compute, it belongs to this VM alone.`,
      notes: []
    }
  const equal = Array.from({ length: sharers }, () => ({ sliceMs: 1, parts: 1, demand: 1 }))
  const share = estimateAccelerator('slices', equal, sharers, link, values)[0]?.share ?? null
  return {
    ways: [],
    computeShare: share,
    statement:
      `${what} ${owner.address}${sharedBy(sharers)}: ` +
      (share === null
        ? 'its compute share is not known.'
        : `about ${shortNumber(share.value * 100)} % of its compute when all are busy (${range(share, 100)} %), ` +
          'up to all of it when the others are idle.'),
    notes: [
      'equal time slices assumed: how it shares was not read, and no public measurement of its VFs was found'
    ]
  }
}

function bounded(
  { owner }: LocatedFunction,
  sharers: number,
  link: PcieLinkShape | null,
  upperGbps: number | null
): Particular {
  const what = `${NAMES[owner.class] ?? owner.class} ${owner.address}${sharedBy(sharers)}`
  const unknownPart =
    owner.class === 'display' || owner.class === 'accelerator'
      ? 'its compute share is not estimated'
      : 'IOPS and latency are not estimated: what limits the device is not known'
  return {
    ways: [],
    computeShare: null,
    statement:
      link === null || upperGbps === null
        ? `${what}: ${unknownPart}.`
        : `${what}: never more than ${shortNumber(upperGbps)} Gb/s (PCIe gen${link.generation} x${link.lanes}, ` +
          `${BLOCK_BYTES.small / 1024} KiB transfers); ${unknownPart}.`,
    notes:
      link === null
        ? [owner.link.known ? 'no PCIe link of its own' : `PCIe link not read: ${owner.link.reason}`]
        : []
  }
}
