import { readOr } from '../../reading.ts'
import type { HostSnapshot } from '../../snapshot/types.ts'
import type { SnapshotNodeHolder } from '../../snapshot/holders.ts'
import type { Sighting } from './sighting.ts'

/** What holders of device nodes are seen from. */
export type NodeReadings = Pick<HostSnapshot, 'deviceNodes' | 'nodeHolders' | 'rdmaDevices'>

/** Processes with UIO and RDMA nodes open, and connections of RDMA devices. */
export function nodeUses({ deviceNodes, nodeHolders, rdmaDevices }: NodeReadings): readonly Sighting[] {
  const holders = new Map<string, SnapshotNodeHolder[]>()
  for (const one of readOr(nodeHolders, [])) {
    const list = holders.get(one.node)
    if (list) list.push(one)
    else holders.set(one.node, [one])
  }
  return [
    ...deviceNodes.flatMap(({ node, function: at }): readonly Sighting[] => {
      if (!nodeHolders.known)
        return [
          {
            at,
            doubt: { kind: 'guest', what: `whether a process has ${node} open`, reason: nodeHolders.reason }
          }
        ]
      const open = holders.get(node) ?? []
      return open.length === 0
        ? [{ at, evidence: `no process has ${node} open` }]
        : open.map(({ pid, command }) => ({ at, use: { kind: 'process', pid, command, node } }))
    }),
    ...rdmaDevices.flatMap(({ name, function: at, connections }): readonly Sighting[] => {
      const count = readOr(connections, 0)
      if (at === null || count === 0) return []
      const what = `${count} ${count === 1 ? 'connection' : 'connections'}`
      return [{ at, use: { kind: 'rdma', device: name, what } }]
    })
  ]
}
