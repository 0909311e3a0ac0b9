/** The shared resources of a layout: which there are and what they can do. */
import { nicPresets } from '../presets/nic-presets.ts'
import { portMpps } from '../presets/nic-rates.ts'
import type { Values } from '../../calibration/parameters.ts'
import { queueScale, vppCoreShare } from '../cost/software-switch.ts'
import { tlpGbps } from '../cost/pcie-link.ts'
import type { ResourceKind } from '../types.ts'
import type { LayoutFunction, LayoutHost, LayoutPort, LayoutScenario, LayoutVm } from './layout.ts'

/**
 * One resource; `capacity` in Gbit/s, M frames/s, ns of walks per us, M cycles/s, or GB/s, by kind. What belongs to one
 * VM counts servers (vCPUs, queues, threads), and what it costs is us of one of them.
 */
export interface LayoutResource {
  readonly kind: ResourceKind
  readonly capacity: number
  readonly host: LayoutHost
  /** The port that it belongs to; null for resources of the host. For PCIe: the first port on the link. */
  readonly port: LayoutPort | null
  /** The VM that it belongs to, where several flows need it; null for what VMs share. */
  readonly vm: LayoutVm | null
  /** NUMA node of memory; null for everything else. */
  readonly node: number | null
  /** Direction of VF queues, seen from the VM; null for everything else. */
  readonly way: 'out' | 'in' | null
}

/** Where to find the resources of a port; -1 = not modelled. */
export interface PortResources {
  readonly wireOut: number
  readonly wireIn: number
  readonly rateOut: number
  readonly rateIn: number
  readonly pcieUp: number
  readonly pcieDown: number
}

/** Where to find the resources of a VM's function that several flows pass; -1 = the function has none of the kind. */
export interface FunctionResources {
  readonly guest: number
  readonly vhost: number
  readonly queueOut: number
  readonly queueIn: number
  readonly rateLimit: number
}

/** Where to find the resources of a host; -1 = none. */
export interface HostResources {
  readonly walker: number
  readonly switchCores: number
  /** Memory by NUMA node. */
  readonly memory: ReadonlyMap<number, number>
  /** Parallel to the host's ports. */
  readonly ports: readonly PortResources[]
  /** Of VMs that more than one flow passes, or one flow twice; parallel to their functions. */
  readonly vms: ReadonlyMap<LayoutVm, readonly FunctionResources[]>
}

/** NUMA node of whom nothing is said. */
const FIRST_NODE = 0

/** NUMA node whose memory the frames of a function lie in. */
export const memoryNode = ({ numaNode }: LayoutVm, port: LayoutPort): number =>
  numaNode ?? port.numaNode ?? FIRST_NODE

/** Queue pairs of a function that its VM can use. */
export const queuesOf = ({ method, queues }: LayoutFunction, { nic }: LayoutPort, vcpus: number): number =>
  Math.max(1, Math.min(queues ?? (method === 'virtio' ? 1 : nicPresets[nic].vfQueues), vcpus))

/** All resources of a layout, and per host (in its order) where they are; `busy` VMs share theirs among flows. */
export function layoutResources(
  scenario: LayoutScenario,
  busy: ReadonlySet<LayoutVm>,
  values: Values
): { readonly resources: readonly LayoutResource[]; readonly hosts: readonly HostResources[] } {
  const resources: LayoutResource[] = []
  const hosts = scenario.hosts.map((host) => hostResources(host, busy, values, resources))
  return { resources, hosts }
}

function hostResources(
  host: LayoutHost,
  busy: ReadonlySet<LayoutVm>,
  values: Values,
  resources: LayoutResource[]
): HostResources {
  const put = (
    kind: ResourceKind,
    capacity: number,
    port: LayoutPort | null,
    vm: LayoutVm | null = null,
    { node = null, way = null }: Partial<Pick<LayoutResource, 'node' | 'way'>> = {}
  ): number => resources.push({ kind, capacity, host, port, vm, node, way }) - 1

  const links = new Map<number, { up: number; down: number }>()
  const linkOf = (port: LayoutPort): { up: number; down: number } => {
    if (port.link === null) return { up: -1, down: -1 }
    const known = links.get(port.linkNumber)
    if (known) return known
    const capacity = tlpGbps(port.link, 'specification', values)
    const made = { up: put('pcie-up', capacity, port), down: put('pcie-down', capacity, port) }
    links.set(port.linkNumber, made)
    return made
  }
  const ports = host.ports.map((port): PortResources => {
    const mpps = portMpps(port.nic, values)
    const link = linkOf(port)
    return {
      wireOut: put('wire-out', port.wireGbps, port),
      wireIn: put('wire-in', port.wireGbps, port),
      rateOut: mpps === null ? -1 : put('port-rate', mpps, port),
      rateIn: mpps === null ? -1 : put('port-rate', mpps, port),
      pcieUp: link.up,
      pcieDown: link.down
    }
  })
  const memory = new Map<number, number>()
  for (const node of nodesOf(host))
    memory.set(node, put('memory', host.memoryGBps ?? values['memory.nodeGBps'], null, null, { node }))
  const walker = host.iommuPageBytes === null ? -1 : put('iommu-walker', 1000, null)
  const switchCores = host.switchCores > 0 ? put('switch-core', switchMegacycles(host, values), null) : -1
  const vms = new Map<LayoutVm, readonly FunctionResources[]>()
  for (const vm of host.vms) {
    if (!busy.has(vm)) continue
    const guest = put('guest-core', vm.vcpus, null, vm)
    vms.set(
      vm,
      vm.functions.map((fn): FunctionResources => {
        const port = host.ports.find(({ id }) => id === fn.port) ?? null
        const queues = port === null ? 1 : queuesOf(fn, port, vm.vcpus)
        const isVf = fn.method === 'sriov'
        return {
          guest,
          vhost:
            fn.method === 'virtio' && fn.backend === 'vhost-net'
              ? put('vhost-thread', queueScale(queues, values), port, vm)
              : -1,
          queueOut: isVf ? put('queue-rate', queues, port, vm, { way: 'out' }) : -1,
          queueIn: isVf ? put('queue-rate', queues, port, vm, { way: 'in' }) : -1,
          rateLimit: isVf && fn.maxMbps > 0 ? put('rate-limit', 1, port, vm) : -1
        }
      })
    )
  }
  return { walker, switchCores, memory, ports, vms }
}

function nodesOf(host: LayoutHost): readonly number[] {
  const nodes = new Set<number>()
  for (const { numaNode } of host.ports) nodes.add(numaNode ?? FIRST_NODE)
  for (const { numaNode } of host.vms) if (numaNode !== undefined) nodes.add(numaNode)
  return [...nodes].sort((a, b) => a - b)
}

/** Cycles of the switch's cores; a VPP-like switch loses some of them to cores and VMs side by side. */
function switchMegacycles({ switchCores, coreGhz, vms }: LayoutHost, values: Values): number {
  let chains = 0
  for (const vm of vms)
    for (const { method, backend, traffic } of vm.functions)
      if (method === 'virtio' && backend === 'vpp' && traffic.offeredMpps !== 0) chains++
  const share = chains === 0 ? switchCores : vppCoreShare('vhost-user', chains, switchCores, values)
  return share * coreGhz * 1000
}
