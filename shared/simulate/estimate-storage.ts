/**
 * NVMe controllers and accelerators of a plan. No public measurement of their VFs was found, so nothing is
 * predicted: the PCIe link is an upper bound, and the rest is said in words.
 */
import type { FunctionClass } from '../inventory/types.ts'
import { defaultValues, type Values } from './calibration/parameters.ts'
import type { PlanContext } from './from-plan/context.ts'
import { portFacts } from './from-plan/port.ts'
import { resolveAssignments, type ResolvedFunction } from './from-plan/resolve.ts'
import { shortNumber } from './layout/labels.ts'
import { linkPayloadGbps } from './platform/pcie-link.ts'
import type { StorageEstimate } from './types.ts'

/** Transfer on which the bound is computed: the usual block of an NVMe namespace. */
const BLOCK_BYTES = 4096

const NAMES: Readonly<Partial<Record<FunctionClass, string>>> = {
  nvme: 'NVMe controller',
  storage: 'storage controller',
  display: 'GPU',
  accelerator: 'accelerator'
}

/** One statement per assigned function that is neither a network function nor a bridge, in the plan's order. */
export function estimateStorage(
  context: PlanContext,
  values: Values = defaultValues
): readonly StorageEstimate[] {
  const { known } = resolveAssignments(context)
  const others = known.filter(({ owner }) => NAMES[owner.class] !== undefined)
  return others.map((resolved) => {
    const sharers = others.filter((each) => each.owner === resolved.owner).length
    return statement(resolved, sharers, context, values)
  })
}

function statement(
  { owner, host, vm, function: fn }: ResolvedFunction,
  sharers: number,
  { plan }: PlanContext,
  values: Values
): StorageEstimate {
  const what = NAMES[owner.class] ?? owner.class
  const unknownPart =
    owner.class === 'nvme'
      ? 'IOPS and latency are not estimated: the limits of the drive are not public and were not measured'
      : 'its compute share is not estimated: no public measurement of its VFs'
  const link = owner.link.known && owner.link.value !== null ? portFacts(host, owner, plan).port.link : null
  const shared = sharers > 1 ? `, shared by ${sharers} functions` : ''
  if (link === null) {
    return {
      vm: vm.id,
      function: fn,
      upperGbps: null,
      equalShareGbps: null,
      statement: `${what} ${owner.address}${shared}: ${unknownPart}.`,
      notes: [owner.link.known ? 'no PCIe link of its own' : `PCIe link not read: ${owner.link.reason}`]
    }
  }
  const upperGbps = linkPayloadGbps(link, 'write', BLOCK_BYTES, 'specification', values)
  return {
    vm: vm.id,
    function: fn,
    upperGbps,
    equalShareGbps: upperGbps / sharers,
    statement:
      `${what} ${owner.address}${shared}: never more than ${shortNumber(upperGbps)} Gb/s ` +
      `(PCIe gen${link.generation} x${link.lanes}, ${BLOCK_BYTES / 1024} KiB transfers); ${unknownPart}.`,
    notes: ['equal shares of the link assumed']
  }
}
