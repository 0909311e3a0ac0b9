/** Which way flows go: the functions behind the names in a layout. */
import type { Values } from '../../calibration/parameters.ts'
import { GUEST_BURST } from './guest-stages.ts'
import type { FlowStop } from './flow-stop.ts'
import type { Route } from './flow-path.ts'
import { pollModeMpps } from '../cost/guest.ts'
import { frameMix, wireMpps, type FrameSizes } from '../cost/ethernet.ts'
import { findPeer, hasPeers, isFound, peersOf } from '../layout/peers.ts'
import type { HostResources } from '../layout/resources.ts'
import { ringWindowBytes } from '../layout/rings.ts'
import type { LayoutFunction, LayoutHost, LayoutScenario, LayoutVm, Traffic } from '../layout/layout.ts'

/**
 * VMs that several flows pass, or one flow twice: what they have is a resource, and no limit of one flow. Several
 * functions alone do not count where their wires cannot fill the vCPUs: flows of such VMs stay alike.
 */
export function busyVms(scenario: LayoutScenario, values: Values): ReadonlySet<LayoutVm> {
  const busy = new Set<LayoutVm>()
  scenario.hosts.forEach((at, host) => {
    for (const vm of at.vms) {
      if (vm.functions.length > 1 && mostVcpus(at, vm, values) > LIGHT_LOAD * vm.vcpus) busy.add(vm)
      for (const { port, traffic } of vm.functions) {
        if (traffic.direction === 'in' && (traffic.to !== undefined || traffic.through !== undefined))
          busy.add(vm)
        if (!hasPeers(traffic)) continue
        let [fromHost, fromPort] = [host, port]
        for (const peer of peersOf(traffic)) {
          const found = findPeer(scenario, fromHost, fromPort, peer)
          if (!isFound(found)) continue
          const next = scenario.hosts[found.host]?.vms[found.vm]
          if (next !== undefined) busy.add(next)
          fromHost = found.host
          fromPort = next?.functions[found.function]?.port ?? fromPort
        }
      }
    }
  })
  return busy
}

/** Share of the vCPUs up to which they are no limit, at the pessimistic end of their band neither. */
const LIGHT_LOAD = 0.4

/** vCPUs that full wires of all functions would keep busy. */
function mostVcpus({ ports, coreGhz }: LayoutHost, { functions }: LayoutVm, values: Values): number {
  let vcpus = 0
  for (const { port, traffic } of functions) {
    const gbps = traffic.direction === 'loop' ? undefined : ports.find(({ id }) => id === port)?.wireGbps
    if (gbps === undefined) return Infinity
    vcpus +=
      traffic.style === 'stream'
        ? gbps / values['guest.streamGbpsPerVcpu']
        : wireMpps(gbps, smallestFrame(traffic.frameBytes)) / pollModeMpps(coreGhz, GUEST_BURST, values)
  }
  return vcpus
}

const smallestFrame = (frames: FrameSizes): number =>
  typeof frames === 'number'
    ? frames
    : frameMix(frames).reduce((least, { bytes }) => Math.min(least, bytes), Infinity)

/** Finds the ways of a layout's flows. A name that the layout does not have is a bug of the caller and throws. */
export class Routes {
  private readonly windows: readonly number[]
  private readonly scenario: LayoutScenario
  private readonly resources: readonly HostResources[]

  constructor(scenario: LayoutScenario, resources: readonly HostResources[]) {
    this.scenario = scenario
    this.resources = resources
    this.windows = scenario.hosts.map(dmaWindowBytes)
  }

  /** The way of `fn`'s flow, which is number `index` of the functions of `vm` on host number `host`. */
  of(host: number, vm: LayoutVm, fn: LayoutFunction, index: number): Route {
    const { traffic } = fn
    const own = this.place(host, vm, fn, index)
    const others: FlowStop[] = []
    if (hasPeers(traffic)) {
      let [fromHost, fromPort] = [host, fn.port]
      for (const peer of peersOf(traffic)) {
        const found = findPeer(this.scenario, fromHost, fromPort, peer)
        if (!isFound(found)) throw new RangeError(`there is no ${found.kind} ${found.name} in the layout`)
        const at = this.scenario.hosts[found.host]?.vms[found.vm]
        const next = at?.functions[found.function]
        if (at === undefined || next === undefined) throw new RangeError(`VM ${peer.vm} has no function`)
        others.push(this.place(found.host, at, next, found.function))
        fromHost = found.host
        fromPort = next.port
      }
    }
    return {
      begin: traffic.direction === 'in' ? 'wire' : 'guest',
      stops: [own, ...others],
      end: endOf(traffic)
    }
  }

  private place(hostIndex: number, vm: LayoutVm, fn: LayoutFunction, index: number): FlowStop {
    const host = this.scenario.hosts[hostIndex]
    const hostResources = this.resources[hostIndex]
    if (host === undefined || hostResources === undefined) throw new RangeError(`no host ${hostIndex}`)
    const at = host.ports.findIndex(({ id }) => id === fn.port)
    const port = host.ports[at]
    const portResources = hostResources.ports[at]
    if (port === undefined || portResources === undefined)
      throw new RangeError(`host ${host.id} has no port ${fn.port}`)
    return {
      host,
      hostResources,
      dmaWindowBytes: this.windows[hostIndex] ?? 0,
      vm,
      fn,
      port,
      portResources,
      shared: hostResources.vms.get(vm)?.[index] ?? null
    }
  }
}

function endOf({ direction, to }: Traffic): Route['end'] {
  if (to !== undefined) return to === 'wire' ? 'wire' : 'guest'
  return direction === 'loop' ? 'nobody' : direction === 'out' ? 'wire' : 'guest'
}

function dmaWindowBytes({ vms }: LayoutHost): number {
  let bytes = 0
  for (const vm of vms)
    for (const fn of vm.functions) if (fn.method !== 'virtio') bytes += ringWindowBytes(fn)
  return bytes
}
