/* eslint-disable @typescript-eslint/no-non-null-assertion -- classes and resources are indexed by the compiled layout itself */
/** What limits the flows of a solved layout, what comes next, and how full everything on their way is; in words. */
import type { Values } from '../../calibration/parameters.ts'
import type { OwnLimit } from '../path/flow-path.ts'
import { OWN } from '../path/stage.ts'
import { OWN_LIMIT, type Solution } from '../solve/problem.ts'
import type { Bottleneck } from '../types.ts'
import type { CompiledLayout } from './compile.ts'
import { ownLimitLabel, resourceLabel } from './labels.ts'

/** A layout solved at all ends of its spread. */
export interface SolvedLayout {
  readonly compiled: CompiledLayout
  readonly nominal: Solution
  readonly low: Solution
  readonly high: Solution
  readonly next: Int32Array
  /** VMs per resource. */
  readonly users: Int32Array
  readonly values: Values
  readonly isExtrapolated: boolean
}

/** How many VMs send over each resource; flows of a VM follow each other. */
export function usersPerResource({ flows, classes, resources }: CompiledLayout): Int32Array {
  const users = new Int32Array(resources.length)
  const last: (object | undefined)[] = []
  for (const { vm, class: c } of flows) {
    const { path } = classes[c]!
    if (path.limit.mpps === 0) continue
    for (const { resource } of path.costs) {
      if (last[resource] !== vm) users[resource]!++
      last[resource] = vm
    }
  }
  return users
}

/** What stops a flow: a resource, or `OWN_LIMIT`. */
export function bottleneck(solved: SolvedLayout, c: number, resource: number): Bottleneck {
  const { path } = solved.compiled.classes[c]!
  return resource === OWN_LIMIT ? ownUse(solved, c, path.limit) : sharedUse(solved, resource)
}

/** A limit of the flow itself. */
function ownUse({ compiled, nominal }: SolvedLayout, c: number, limit: OwnLimit): Bottleneck {
  return {
    resource: limit.kind,
    label: ownLimitLabel(compiled.classes[c]!, limit),
    // A flow without demand is never limited.
    utilisation: limit.mpps > 0 ? Math.min(1, nominal.rate[c]! / limit.mpps) : 1
  }
}

function sharedUse({ compiled, nominal, users }: SolvedLayout, resource: number): Bottleneck {
  const shared = compiled.resources[resource]!
  return {
    resource: shared.kind,
    label: resourceLabel(shared, users[resource]!),
    utilisation: Math.min(1, nominal.load[resource]! / compiled.nominal.capacity[resource]!)
  }
}

/** Everything that the flows of class `c` pass, in their order; each is named once. */
export function pathUse(solved: SolvedLayout, c: number): readonly Bottleneck[] {
  const seen = new Set<number>()
  return solved.compiled.classes[c]!.path.stages.flatMap(({ kind, resource, servers, cost }) => {
    if (resource === OWN) return [ownUse(solved, c, { kind, mpps: servers / cost })]
    if (seen.has(resource)) return []
    seen.add(resource)
    return [sharedUse(solved, resource)]
  })
}

/** The next bottleneck. For a flow at its own limit its second own limit may come before any resource. */
export function nextOf(solved: SolvedLayout, c: number): Bottleneck {
  const { compiled, nominal, next } = solved
  const { path, count } = compiled.classes[c]!
  const resource = next[c]!
  const rate = nominal.rate[c]!
  if (nominal.bottleneck[c] === OWN_LIMIT) {
    const others = path.limits.filter((limit) => limit !== path.limit)
    const second = others.sort((a, b) => a.mpps - b.mpps)[0]
    const cost = path.costs.find((part) => part.resource === resource)?.cost ?? Infinity
    const room = (compiled.nominal.capacity[resource]! - nominal.load[resource]!) / (cost * count)
    if (second !== undefined && second.mpps < rate + room) return ownUse(solved, c, second)
  }
  return bottleneck(solved, c, resource)
}
