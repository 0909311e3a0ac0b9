/** Applies the knobs to a layout: traffic, switch, number of VMs. Pure; the layouts of the ground stay as they are. */
import type { LayoutHost, LayoutPort, LayoutScenario, LayoutVm } from '#shared/simulate/layout/scenario.ts'
import type { Knobs } from './question.ts'

/** The layout that the question is about. */
export function layoutOf(ground: LayoutScenario, knobs: Knobs): LayoutScenario {
  const { style, direction, frameBytes, flows, backend, switchCores, vms } = knobs
  const traffic = { style, direction, frameBytes, flows, offeredMpps: null }
  return {
    kind: 'layout',
    hosts: ground.hosts.map((host) => {
      const sized = vms === null ? host : withVms(host, vms)
      return {
        ...sized,
        switchCores: backend === 'vhost-net' ? 0 : switchCores,
        vms: sized.vms.map((vm) => ({
          ...vm,
          functions: vm.functions.map((fn) => ({ ...fn, backend, traffic }))
        }))
      }
    })
  }
}

/**
 * The first VMs of the host, and copies of them in turn where there are fewer than `count`. A VM that has a whole
 * port gets another such port.
 */
export function withVms(host: LayoutHost, count: number): LayoutHost {
  const ports = new Map(host.ports.map((port) => [port.id, port]))
  const vms: LayoutVm[] = host.vms.slice(0, count)
  for (let n = vms.length; n < count && host.vms.length > 0; n++) {
    const model = host.vms[n % host.vms.length]
    if (model === undefined) break
    vms.push({
      ...model,
      id: `VM ${n + 1}`,
      functions: model.functions.map((fn) => {
        if (fn.method !== 'direct') return fn
        const port = copyOfPort(ports, fn.port, n)
        return { ...fn, port }
      })
    })
  }
  return { ...host, ports: [...ports.values()], vms }
}

/** Another port like this one, on a card of its own; returns its id. */
function copyOfPort(ports: Map<string, LayoutPort>, id: string, number: number): string {
  const model = ports.get(id)
  if (model === undefined) return id
  const copy = { ...model, id: `${id}, copy ${number}`, linkNumber: -1_000_000 - ports.size }
  ports.set(copy.id, copy)
  return copy.id
}

/** The same layout with an offered load in place of greedy senders; `mpps` by flow, in the layout's order. */
export function withOffered(scenario: LayoutScenario, mpps: (flow: number) => number): LayoutScenario {
  let flow = 0
  return {
    kind: 'layout',
    hosts: scenario.hosts.map((host) => ({
      ...host,
      vms: host.vms.map((vm) => ({
        ...vm,
        functions: vm.functions.map((fn) => ({
          ...fn,
          traffic: { ...fn.traffic, offeredMpps: mpps(flow++) }
        }))
      }))
    }))
  }
}
