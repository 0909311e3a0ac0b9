/** The functions that the frames of each flow visit, by name: who is hit when something happens to one. */
import type { IoMethod } from '../types.ts'
import { findPeer, isFound, peersOf } from './peers.ts'
import type { LayoutScenario } from './layout.ts'

/** A function of a VM that frames visit. */
export interface Visit {
  /** Ids of the layout. */
  readonly host: string
  readonly port: string
  readonly method: IoMethod
  /** Number of the flow that begins at it: functions in the order of hosts, VMs and functions. */
  readonly function: number
}

/** By flow, in the order of its frames; the first is the function that the flow belongs to. */
export function flowVisits(scenario: LayoutScenario): readonly (readonly Visit[])[] {
  const functions: Visit[] = []
  /** By host and VM: number of its first function. */
  const first = scenario.hosts.map(({ id, vms }) =>
    vms.map((vm) => {
      const number = functions.length
      for (const { port, method } of vm.functions)
        functions.push({ host: id, port, method, function: functions.length })
      return number
    })
  )
  return scenario.hosts.flatMap((host, h) =>
    host.vms.flatMap((vm, v) =>
      vm.functions.map(({ port, traffic }, f) => {
        const addresses = [{ host: h, vm: v, function: f }]
        let [fromHost, fromPort] = [h, port]
        for (const peer of peersOf(traffic)) {
          const found = findPeer(scenario, fromHost, fromPort, peer)
          if (!isFound(found)) throw new RangeError(`there is no ${found.kind} ${found.name} in the layout`)
          addresses.push(found)
          fromHost = found.host
          fromPort = scenario.hosts[found.host]?.vms[found.vm]?.functions[found.function]?.port ?? fromPort
        }
        return addresses.flatMap((at) => functions[(first[at.host]?.[at.vm] ?? 0) + at.function] ?? [])
      })
    )
  )
}
