/** Resources in the words of the person who runs the host. */
import { nicPresets } from '../presets/nic-presets.ts'
import type { OwnLimit } from '../path/flow-path.ts'
import { frameGbps } from '../cost/ethernet.ts'
import type { FlowClass } from './compile.ts'
import { layoutName } from '../layout/layout.ts'
import type { LayoutResource } from '../layout/resources.ts'

/** A number with three significant digits and no trailing zeros: 0.814, 14.9, 126. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(3)))

const sharedBy = (vms: number): string => (vms > 1 ? `, shared by ${vms} VMs` : '')

const GENERATION = (generation: number, lanes: number): string => `PCIe gen${generation} x${lanes}`

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** A shared resource, for example "wire of 0000:3b:00.0 (ens3f0), 25 Gb/s, shared by 3 VMs". */
export function resourceLabel(resource: LayoutResource, vms: number): string {
  const { kind, port, host, capacity, vm, node } = resource
  if (vm !== null) return vmLabel(kind, layoutName(vm), resource)
  const shared = sharedBy(vms)
  const of = port === null ? layoutName(host) : port.label
  switch (kind) {
    case 'wire-out':
    case 'wire-in':
      return `wire of ${of}, ${shortNumber(capacity)} Gb/s${shared}`
    case 'port-rate':
      return `frame rate of ${of}, ${shortNumber(capacity)} Mpps${shared}`
    case 'pcie-up':
    case 'pcie-down': {
      const link = port?.link
      const shape = link ? `, ${GENERATION(link.generation, link.lanes)}` : ''
      const way = kind === 'pcie-up' ? 'towards the host' : 'towards the device'
      return `PCIe link of ${of} ${way}${shape}, ${shortNumber(capacity)} Gb/s${shared}`
    }
    case 'iommu-walker':
      return `IOMMU page walker of the host${shared}`
    case 'memory':
      return `memory of NUMA node ${node ?? 0} of the host, ${shortNumber(capacity)} GB/s${shared}`
    case 'switch-core':
      return `switch cores of the host (${host.switchCores} x ${shortNumber(host.coreGhz)} GHz)${shared}`
    case 'queue-rate':
    case 'vhost-thread':
    case 'guest-core':
    case 'rate-limit':
    case 'demand':
      return `${kind} of ${of}`
  }
}

/** What several flows need of one VM. */
function vmLabel(
  kind: LayoutResource['kind'],
  name: string,
  { capacity, port, vm, way }: LayoutResource
): string {
  switch (kind) {
    case 'guest-core':
      return `network stack of ${name}, ${counted(capacity, 'vCPU')}, shared by its flows`
    case 'vhost-thread':
      return `${counted(vm?.functions.find((fn) => fn.port === port?.id)?.queues ?? 1, 'vhost thread')} of ${name} on the host, shared by its flows`
    case 'queue-rate':
      return `${counted(capacity, way === 'in' ? 'receive queue' : 'send queue')} of the VF of ${name}${port ? ` (${nicPresets[port.nic].label})` : ''}, shared by its flows`
    case 'rate-limit': {
      const limit = vm?.functions.find((fn) => fn.port === port?.id && fn.maxMbps > 0)?.maxMbps ?? 0
      return `rate limit of the VF of ${name}, ${shortNumber(limit)} Mb/s, shared by its flows`
    }
    default:
      return `${kind} of ${name}`
  }
}

/** What a flow is held back by on its own, for example "rate limit of the VF, 500 Mb/s". */
export function ownLimitLabel({ fn, host, vm, frameBytes }: FlowClass, { kind, mpps }: OwnLimit): string {
  const gbps = frameGbps(mpps, frameBytes)
  const rate = fn.traffic.style === 'stream' ? `${shortNumber(gbps)} Gb/s` : `${shortNumber(mpps)} Mpps`
  switch (kind) {
    case 'queue-rate': {
      const port = host.ports.find((each) => each.id === fn.port)
      return `queues of the VF${port ? ` (${nicPresets[port.nic].label})` : ''}, ${shortNumber(mpps)} Mpps`
    }
    case 'vhost-thread':
      return `${(fn.queues ?? 1) > 1 ? 'vhost threads' : 'vhost thread'} of the VM on the host, ${(fn.queues ?? 1) > 1 ? `${fn.queues} queues` : 'one core'}, ${rate}`
    case 'guest-core': {
      const { style, flows } = fn.traffic
      const busy = style === 'stream' && flows < vm.vcpus ? `${counted(flows, 'stream')} on ` : ''
      return `network stack of the guest, ${busy}${counted(busy === '' ? vm.vcpus : flows, 'vCPU')}, ${rate}`
    }
    case 'rate-limit':
      return `rate limit of the VF, ${shortNumber(gbps * 1000)} Mb/s`
    case 'demand':
      return `what the VM sends, ${rate}`
    case 'wire-out':
    case 'wire-in':
    case 'port-rate':
    case 'pcie-up':
    case 'pcie-down':
    case 'iommu-walker':
    case 'memory':
    case 'switch-core':
      return `${kind}, ${rate}`
  }
}
