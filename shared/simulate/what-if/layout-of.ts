/** Lays a question over a layout: traffic, switch, number of VMs. Pure; the layouts of the ground stay as they are. */
import type { LayoutFunction, LayoutHost, LayoutPort, LayoutScenario, LayoutVm } from '../layout/layout.ts'
import type { IoMethod } from '../types.ts'
import { along, baseDirection } from './directions.ts'
import type { Asked } from './question.ts'

/** The layout that the question is about. */
export function layoutOf(ground: LayoutScenario, asked: Asked): LayoutScenario {
  const { backend, switchCores, vms, direction } = asked
  const laid: LayoutScenario = {
    kind: 'layout',
    hosts: ground.hosts.map((host) => {
      const sized = vms == null ? host : withVms(host, vms)
      const cores = switchCores ?? host.switchCores
      return {
        ...sized,
        switchCores: backend === 'vhost-net' ? 0 : cores,
        vms: sized.vms.map((vm) => ({
          ...vm,
          functions: vm.functions.map((fn) => functionOf(fn, asked))
        }))
      }
    })
  }
  return direction === undefined ? laid : along(laid, direction)
}

function functionOf(fn: LayoutFunction, asked: Asked): LayoutFunction {
  const { style, direction, frameBytes, flows, backend, offeredMpps } = asked
  const { traffic } = fn
  const { through, to, ...others } = traffic
  const path = { ...(through === undefined ? {} : { through }), ...(to === undefined ? {} : { to }) }
  return {
    ...fn,
    backend: backend ?? fn.backend,
    traffic: {
      ...others,
      // Another direction is another path.
      ...(direction === undefined ? path : { direction: baseDirection(direction) }),
      style: style ?? traffic.style,
      frameBytes: frameBytes ?? traffic.frameBytes,
      flows: flows ?? traffic.flows,
      offeredMpps: offeredMpps === undefined ? traffic.offeredMpps : offeredMpps
    }
  }
}

/** The same VMs, all by one method; directly, every function has a port of its own. */
export const byMethod = (layout: LayoutScenario, method: IoMethod): LayoutScenario => ({
  kind: 'layout',
  hosts: layout.hosts.map((host) => {
    const ports = new Map(host.ports.map((port) => [port.id, port]))
    const taken = new Set<string>()
    return {
      ...host,
      vms: host.vms.map((vm) => ({
        ...vm,
        functions: vm.functions.map((fn) => {
          if (method !== 'direct') return { ...fn, method }
          const port = taken.has(fn.port) ? copyOfPort(ports, fn.port, ports.size) : fn.port
          taken.add(port)
          return { ...fn, method, port }
        })
      })),
      ports: [...ports.values()]
    }
  })
})

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
      label: `VM ${n + 1}`,
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
