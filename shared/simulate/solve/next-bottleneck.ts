/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
/**
 * What would stop a flow next if the resource that stops it now were without end: all flows that it stops rise
 * together from where they are, the others stay, and the first resource to fill up is the answer.
 */
import { OWN_LIMIT, type FlowProblem, type Solution } from './problem.ts'

/** No second bottleneck: nothing else is on the flow's path. */
export const NOTHING = -2

/** Per flow: a resource, `OWN_LIMIT` (its own limit comes next), or `NOTHING`. */
export function nextBottlenecks(problem: FlowProblem, { rate, load, bottleneck }: Solution): Int32Array {
  const { flows, resources, start, resource, cost, capacity, limit, weight } = problem
  const next = new Int32Array(flows).fill(NOTHING)
  const { order, ends } = byBottleneck(bottleneck, resources)
  const slope = new Float64Array(resources)
  let from = 0
  for (let b = 0; b < resources; b++) {
    const to = ends[b]!
    for (let i = from; i < to; i++) {
      const f = order[i]!
      for (let k = start[f]!; k < start[f + 1]!; k++) slope[resource[k]!]! += weight[f]! * cost[k]!
    }
    for (let i = from; i < to; i++) {
      const f = order[i]!
      let best = limit[f] === Infinity ? Infinity : (limit[f]! - rate[f]!) / weight[f]!
      let who = best === Infinity ? NOTHING : OWN_LIMIT
      for (let k = start[f]!; k < start[f + 1]!; k++) {
        const r = resource[k]!
        if (r === b) continue
        const level = Math.max(0, capacity[r]! - load[r]!) / slope[r]!
        if (level < best) {
          best = level
          who = r
        }
      }
      next[f] = who
    }
    for (let i = from; i < to; i++) {
      const f = order[i]!
      for (let k = start[f]!; k < start[f + 1]!; k++) slope[resource[k]!] = 0
    }
    from = to
  }
  // Flows at their own limit rise alone.
  for (let f = 0; f < flows; f++) {
    if (bottleneck[f] !== OWN_LIMIT) continue
    let best = Infinity
    for (let k = start[f]!; k < start[f + 1]!; k++) {
      const r = resource[k]!
      const level = Math.max(0, capacity[r]! - load[r]!) / cost[k]!
      if (level < best) {
        best = level
        next[f] = r
      }
    }
  }
  return next
}

/** Flows sorted by the resource that stopped them; `ends[r]` is where those of resource `r` end. */
function byBottleneck(bottleneck: Int32Array, resources: number): { order: Int32Array; ends: Int32Array } {
  const ends = new Int32Array(resources)
  for (const b of bottleneck) if (b >= 0) ends[b]!++
  let total = 0
  const at = new Int32Array(resources)
  for (let r = 0; r < resources; r++) {
    at[r] = total
    total += ends[r]!
    ends[r] = total
  }
  const order = new Int32Array(total)
  bottleneck.forEach((b, f) => {
    if (b >= 0) order[at[b]!++] = f
  })
  return { order, ends }
}
