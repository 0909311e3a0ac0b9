/** Automatic placement: which free VFs suit a VM best, and why. It proposes; assigning stays an edit. */
import type { CheckContext } from '../check/context.ts'
import { dropJudge } from '../check/judge-drop.ts'
import type { FunctionClass } from '../inventory/types.ts'
import { assign } from '../plan/edits.ts'
import { functionKey } from '../plan/function-key.ts'
import { vmById } from '../plan/lookup.ts'
import type { AssignableFunction, PlanVm, VmId } from '../plan/types.ts'
import { plannedHost } from '../planned/planned-host.ts'
import type { PlannedVf } from '../planned/planned-pf.ts'
import { nodeOf, rankedCandidates, type Candidate } from './candidates.ts'

/** What is asked for. */
export interface PlacementWish {
  /** How many VFs, 1 or more. */
  readonly count: number
  /** Of what kind, for example "network". */
  readonly class: FunctionClass
}

/** A VF that suits. */
interface Placement {
  readonly function: AssignableFunction
  /** What speaks for it, the weightiest first, for example "on NUMA node 0, as web1". */
  readonly reasons: readonly string[]
  /** What speaks against it, though nothing better is free. */
  readonly drawbacks: readonly string[]
}

/** A VF that would have come first and cannot be taken. */
interface PassedOver {
  readonly function: AssignableFunction
  readonly why: string
}

/** The proposal: at most `count` VFs, best first. */
export interface PlacementProposal {
  readonly placements: readonly Placement[]
  /** How many VFs are missing; 0 = all found. */
  readonly shortBy: number
  readonly passedOver: readonly PassedOver[]
}

/**
 * The best free VFs of a VM's host, as `rankedCandidates` ranks them. What the drop would refuse is passed over, each VF
 * judged with those before it assigned; so is what the host, a process or another VM uses right now. null = the VM
 * does not exist, or its host was never read.
 */
export function proposeFunctions(
  context: CheckContext,
  vmId: VmId,
  wish: PlacementWish
): PlacementProposal | null {
  const vm = vmById(context.plan, vmId)
  const host = vm === null ? undefined : context.hosts.get(vm.host)
  if (vm === null || host === undefined) return null
  const placements: Placement[] = []
  const passedOver: PassedOver[] = []
  let plan = context.plan
  const node = nodeOf(plannedHost(plan, host), vm)
  while (placements.length < wish.count) {
    const judge = dropJudge({ ...context, plan }, host.id)
    const obstacle = (vf: PlannedVf): string | null => {
      if (isUsedByOthers(vf, vm)) return `it is in use on ${host.hostname}`
      const verdict = judge(vf.function, vm.id)
      return verdict.kind === 'refused' ? verdict.reasons.join('; ') : null
    }
    const passed = new Set(passedOver.map((one) => functionKey(one.function)))
    const candidates = rankedCandidates(plannedHost(plan, host), vm, wish.class, node)
    const best = candidates.find(({ vf }) => {
      if (passed.has(functionKey(vf.function))) return false
      const why = obstacle(vf)
      if (why !== null) passedOver.push({ function: vf.function, why })
      return why === null
    })
    const assigned = best ? assign(plan, { function: best.vf.function, vm: vm.id }) : null
    if (!best || !assigned?.ok) break
    placements.push(placementOf(best, vm, node))
    plan = assigned.value
  }
  return { placements, shortBy: wish.count - placements.length, passedOver }
}

const isUsedByOthers = ({ observed }: PlannedVf, vm: PlanVm): boolean =>
  observed !== null && observed.usage.uses.some((use) => !(use.kind === 'vm' && use.vm === vm.name))

function placementOf(
  { vf, node, hasLink, own, busy }: Candidate,
  vm: PlanVm,
  wanted: number | null
): Placement {
  const isNear = wanted !== null && node === wanted
  const isFar = wanted !== null && node !== null && node !== wanted
  return {
    function: vf.function,
    reasons: [
      ...(isNear ? [`on NUMA node ${wanted}, as ${vm.name}`] : []),
      ...(own === 0 ? [`on a port that ${vm.name} does not use yet`] : []),
      ...(busy === 0 ? ['no VM uses this port'] : [])
    ],
    drawbacks: [
      ...(isFar ? [`on NUMA node ${node}, ${vm.name} is on ${wanted}`] : []),
      ...(vf.observed?.usage.doubts ?? []).map(({ what }) => `it is not known ${what}`),
      ...(hasLink ? [] : ['its port has no link']),
      ...(own > 0 ? [`${vm.name} has ${own} of this port already`] : [])
    ]
  }
}
