/* eslint-disable @typescript-eslint/no-non-null-assertion -- indexes run over the arrays they index */
import type { FlowProblem } from './problem.ts'

/**
 * Flows grouped by connected component: two flows belong together when they share a resource, or share one with
 * a flow between them. `order` lists the flows, `ends[c]` is where component `c` ends in it; inside a component
 * flows keep their order. A flow without resources is a component of its own.
 */
export function components(problem: FlowProblem): { order: Int32Array; ends: number[] } {
  const { flows, resources, start, resource } = problem
  const parent = new Int32Array(resources)
  for (let r = 0; r < resources; r++) parent[r] = r
  const find = (r: number): number => {
    while (parent[r] !== r) {
      parent[r] = parent[parent[r]!]!
      r = parent[r]!
    }
    return r
  }
  for (let f = 0; f < flows; f++) {
    const first = start[f]!
    const end = start[f + 1]!
    if (first === end) continue
    const root = find(resource[first]!)
    for (let i = first + 1; i < end; i++) parent[find(resource[i]!)] = root
  }
  // Counting sort by root; a flow without resources is a component of its own, put at the end.
  const size = new Int32Array(resources)
  for (let f = 0; f < flows; f++) {
    if (start[f] !== start[f + 1]) size[find(resource[start[f]!]!)]!++
  }
  const ends: number[] = []
  const next = new Int32Array(resources)
  let position = 0
  for (let r = 0; r < resources; r++) {
    if (size[r] === 0) continue
    next[r] = position
    position += size[r]!
    ends.push(position)
  }
  const order = new Int32Array(flows)
  for (let f = 0; f < flows; f++) {
    if (start[f] === start[f + 1]) {
      order[position++] = f
      ends.push(position)
    } else order[next[find(resource[start[f]!]!)]!++] = f
  }
  return { order, ends }
}
