/** What a reader must know about an estimate, in sentences, and why a method is not to be had. */
import { nicPresets } from '../presets/nic-presets.ts'
import { portMpps, vfQueueMpps } from '../presets/nic-rates.ts'
import { SMALLEST_PAGE_BYTES } from './host-facts.ts'
import { plannedMethod } from './layouts.ts'
import type { NetworkFunction, PlanNetwork } from './network.ts'
import type { IoMethod } from '../types.ts'

const VIRTIO_NOTES: readonly string[] = [
  'virtio through vhost-net and the kernel switch (bridge or OVS), one queue; published figures differ by a factor of two',
  'small frames: cost of kernel OVS and vhost-net towards the VM (2.6 GHz) assumed for this direction too'
]

/** Why the hardware does not offer a method to a VM; null = it does. */
export function methodObstacle(functions: readonly NetworkFunction[], method: IoMethod): string | null {
  if (method !== 'sriov') return null
  const without = functions.find(({ resolved }) => resolved.owner.role.kind !== 'pf')
  return without === undefined ? null : `${without.facts.port.label} has no SR-IOV capability`
}

/** Notes of one row, without doubles, the most particular first. */
export function methodNotes(
  network: PlanNetwork,
  functions: readonly NetworkFunction[],
  method: IoMethod,
  isPlanned: boolean
): readonly string[] {
  const hosts = functions.flatMap(({ resolved }) => network.hosts.get(resolved.host.id) ?? [])
  const isAssigned = method !== 'virtio'
  return [
    ...new Set([
      ...(isPlanned && isMixed(functions) ? ['VFs and whole ports of this VM are counted together'] : []),
      ...functions.flatMap(({ facts }) => facts.notes),
      ...(method === 'sriov' ? functions.flatMap(({ notes }) => notes) : []),
      ...(method === 'direct' && !isPlanned ? functions.flatMap((fn) => dedicated(network, fn)) : []),
      ...(method === 'sriov' && !isPlanned ? functions.flatMap((fn) => scarceVfs(network, fn)) : []),
      ...(isAssigned ? functions.flatMap(numaNote) : VIRTIO_NOTES),
      ...(isAssigned ? functions.flatMap((fn) => queueNote(network, fn)) : []),
      ...(isAssigned ? functions.flatMap((fn) => pageNote(network, fn)) : []),
      ...hosts.flatMap((host) => host.notes),
      ...(isAssigned ? hosts.flatMap((host) => host.assignedNotes) : [])
    ])
  ]
}

const isMixed = (functions: readonly NetworkFunction[]): boolean =>
  new Set(functions.map(plannedMethod)).size > 1

/** VMs with a function of the same port. */
const sharers = (network: PlanNetwork, { resolved }: NetworkFunction): number =>
  network.sharers.get(resolved.owner) ?? 0

function dedicated(network: PlanNetwork, fn: NetworkFunction): string[] {
  const others = sharers(network, fn) - 1
  if (others <= 0) return []
  const who = others === 1 ? 'its other VM' : `its ${others} other VMs`
  return [`${fn.facts.port.label} would belong to this VM alone: ${who} would need another port`]
}

function scarceVfs(network: PlanNetwork, fn: NetworkFunction): string[] {
  const { owner } = fn.resolved
  if (owner.role.kind !== 'pf') return []
  const needed = sharers(network, fn)
  const { totalVfs } = owner.role.sriov
  return needed > totalVfs ? [`${fn.facts.port.label} has ${totalVfs} VFs for ${needed} VMs`] : []
}

function numaNote({ resolved: { vm, owner }, facts }: NetworkFunction): string[] {
  if (vm.numaNode === null || !owner.numaNode.known) return []
  const node = owner.numaNode.value
  return node === null || node === vm.numaNode
    ? []
    : [
        `VM on NUMA node ${vm.numaNode}, ${facts.port.label} on node ${node}: ` +
          'each DMA read waits about 112 ns longer; the lower end of Mpps counts that'
      ]
}

/** NICs whose frame rate was neither published nor measured on this host: what remains are bounds. */
function queueNote({ valuesOf }: PlanNetwork, { facts: { port }, resolved }: NetworkFunction): string[] {
  const values = valuesOf(resolved.host.id)
  const isRateKnown = vfQueueMpps(port.nic, values) !== null || portMpps(port.nic, values) !== null
  return port.nic !== 'generic' && !isRateKnown && nicPresets[port.nic].portGbps > 1
    ? [`${port.label}: no published frame rate of its VFs; only wire, PCIe and guest limit small frames`]
    : []
}

/** Ports from here on, Gb/s, are fast enough for IOTLB misses to show. */
const IOTLB_MATTERS_GBPS = 40

function pageNote(network: PlanNetwork, { facts, resolved }: NetworkFunction): string[] {
  const pageBytes = network.hosts.get(resolved.host.id)?.iommuPageBytes ?? 0
  return pageBytes > SMALLEST_PAGE_BYTES && facts.port.wireGbps >= IOTLB_MATTERS_GBPS
    ? ['guest memory in 2 MiB pages assumed; with 4 KiB pages IOTLB misses cost up to 20 % at 200 Gb/s']
    : []
}
