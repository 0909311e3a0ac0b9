/** The shared resources of a layout: which there are, what they can do, and how they are called. */
import { portMpps } from '../calibration/nic-rates.ts'
import type { Values } from '../calibration/parameters.ts'
import { tlpGbps } from '../platform/pcie-link.ts'
import type { ResourceKind } from '../types.ts'
import type { LayoutHost, LayoutPort, LayoutScenario } from './scenario.ts'

/** One resource; `capacity` in Gbit/s, M frames/s, ns of walks per us, or M cycles/s, by kind. */
export interface LayoutResource {
  readonly kind: ResourceKind
  readonly capacity: number
  readonly host: LayoutHost
  /** The port that it belongs to; null for resources of the host. For PCIe: the first port on the link. */
  readonly port: LayoutPort | null
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

/** Where to find the resources of a host; -1 = none. */
export interface HostResources {
  readonly walker: number
  readonly switchCores: number
  /** Parallel to the host's ports. */
  readonly ports: readonly PortResources[]
}

/** All resources of a layout, and per host (in its order) where they are. */
export function layoutResources(
  scenario: LayoutScenario,
  values: Values
): { readonly resources: readonly LayoutResource[]; readonly hosts: readonly HostResources[] } {
  const resources: LayoutResource[] = []
  const put = (kind: ResourceKind, capacity: number, host: LayoutHost, port: LayoutPort | null): number =>
    resources.push({ kind, capacity, host, port }) - 1

  const hosts = scenario.hosts.map((host): HostResources => {
    const links = new Map<number, { up: number; down: number }>()
    const linkOf = (port: LayoutPort): { up: number; down: number } => {
      if (port.link === null) return { up: -1, down: -1 }
      const known = links.get(port.linkNumber)
      if (known) return known
      const capacity = tlpGbps(port.link, 'specification', values)
      const made = { up: put('pcie-up', capacity, host, port), down: put('pcie-down', capacity, host, port) }
      links.set(port.linkNumber, made)
      return made
    }
    const ports = host.ports.map((port): PortResources => {
      const mpps = portMpps(port.nic, values)
      const link = linkOf(port)
      return {
        wireOut: put('wire-out', port.wireGbps, host, port),
        wireIn: put('wire-in', port.wireGbps, host, port),
        rateOut: mpps === null ? -1 : put('port-rate', mpps, host, port),
        rateIn: mpps === null ? -1 : put('port-rate', mpps, host, port),
        pcieUp: link.up,
        pcieDown: link.down
      }
    })
    return {
      walker: host.iommuPageBytes === null ? -1 : put('iommu-walker', 1000, host, null),
      switchCores:
        host.switchCores > 0 ? put('switch-core', host.switchCores * host.coreGhz * 1000, host, null) : -1,
      ports
    }
  })
  return { resources, hosts }
}
