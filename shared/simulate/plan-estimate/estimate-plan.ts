/**
 * What every VM of a plan gets, by all three methods. VMs without a network function are not in the answer: see
 * `estimate-storage.ts` and `not-estimated.ts`.
 */
import type { VmId } from '../../plan/types.ts'
import { planNetwork, type NetworkFunction, type PlanNetwork } from './network.ts'
import type { EstimateContext } from './estimate-context.ts'
import { planLayout, plannedMethod, type PlanTraffic } from './layouts.ts'
import { methodNotes, methodObstacle } from './notes.ts'
import { planReport } from './plan-report.ts'
import type { FlowReport } from '../flows/layout-report.ts'
import { frameOfMtu } from '../cost/ethernet.ts'
import type { Band, IoMethod, VmEstimate, MethodChoice } from '../types.ts'

/** Order in which a VM's rows come. */
const METHODS: readonly IoMethod[] = ['virtio', 'direct', 'sriov']

/**
 * Rows by VM in the plan's order, then by method; each host by its own preset where it has one. A method that the hardware does not offer has no row; why is
 * in `notEstimated`. With VFs and whole ports in one VM, the planned row is `sriov` and counts both.
 */
export function estimatePlan(context: EstimateContext): readonly VmEstimate[] {
  const network = planNetwork(context)
  if (network.functions.length === 0) return []
  const planned = solved(network, 'planned')
  const alternatives = new Map(METHODS.map((method) => [method, solved(network, method)]))
  return context.plan.vms.flatMap(({ id }) => {
    const functions = network.byVm.get(id) ?? []
    if (functions.length === 0) return []
    const own = plannedMethodOf(functions)
    return METHODS.flatMap((method) => {
      const isPlanned = method === own
      if (!isPlanned && methodObstacle(functions, method) !== null) return []
      const by = isPlanned ? planned : alternatives.get(method)
      const row = by?.(id)
      if (row === undefined || row === null) return []
      const notes = methodNotes(network, functions, method, isPlanned)
      return [estimate(id, method, isPlanned, functions, row, notes)]
    })
  })
}

/** The method that stands for the plan: SR-IOV as soon as one VF is among the functions. */
export const plannedMethodOf = (functions: readonly NetworkFunction[]): IoMethod =>
  functions.some((fn) => plannedMethod(fn) === 'sriov') ? 'sriov' : 'direct'

/** The flows of one VM under both kinds of traffic. */
interface VmFlows {
  readonly large: readonly FlowReport[]
  readonly small: readonly FlowReport[]
}

function solved(network: PlanNetwork, method: MethodChoice): (vm: VmId) => VmFlows | null {
  const by = (kind: PlanTraffic): ((vm: VmId) => readonly FlowReport[]) => {
    const { scenario, flowsOf } = planLayout(network, method, kind)
    const report = planReport(scenario, network.valuesOf)
    return (vm) => (flowsOf.get(vm) ?? []).map(report.flow)
  }
  const large = by('large')
  const small = by('small')
  return (vm) => {
    const flows = { large: large(vm), small: small(vm) }
    return flows.large.length === 0 ? null : flows
  }
}

function estimate(
  vm: VmId,
  method: IoMethod,
  isPlanned: boolean,
  functions: readonly NetworkFunction[],
  { large, small }: VmFlows,
  notes: readonly string[]
): VmEstimate {
  const main = largest(large)
  const mainSmall = largest(small)
  const frames = [...new Set(functions.map(({ facts }) => frameOfMtu(facts.mtu)))].join(' and ')
  return {
    vm,
    method,
    isPlanned,
    workload: `greedy streams of ${frames}-byte frames, VM to wire; Mpps: 64-byte frames, poll-mode guest`,
    gbps: sum(large.map((flow) => flow.gbps)),
    mpps: sum(small.map((flow) => flow.mpps)),
    hostCores: sum(large.map((flow) => flow.hostCores)),
    bottleneck: main.bottleneck,
    next: main.next,
    smallFrameBottleneck: mainSmall.bottleneck,
    notes
  }
}

const largest = (flows: readonly FlowReport[]): FlowReport =>
  flows.reduce((best, flow) => (flow.gbps.value > best.gbps.value ? flow : best))

const sum = (bands: readonly Band[]): Band => ({
  value: bands.reduce((total, band) => total + band.value, 0),
  low: bands.reduce((total, band) => total + band.low, 0),
  high: bands.reduce((total, band) => total + band.high, 0),
  isExtrapolated: bands.some((band) => band.isExtrapolated)
})
