/**
 * The layouts that a plan is compared by: as planned, and with every VM on each of the three methods.
 *
 * - `virtio`: all VMs share their ports through vhost-net and the kernel's switch.
 * - `sriov`: all VMs have a VF of their ports.
 * - `direct`: every VM has its ports for itself; what others lose is said in a note.
 */
import type { HostId } from '../../inventory/types.ts'
import type {
  LayoutFunction,
  LayoutHost,
  LayoutPort,
  LayoutScenario,
  LayoutVm,
  Traffic
} from '../layout/layout.ts'
import { frameOfMtu, MIN_FRAME_BYTES } from '../cost/ethernet.ts'
import type { IoMethod, MethodChoice } from '../types.ts'
import type { NetworkFunction, PlanNetwork } from './network.ts'

/** `large`: greedy streams of MTU-sized frames. `small`: greedy 64-byte frames of a poll-mode guest. */
export type PlanTraffic = 'large' | 'small'

/** Streams of a VM: enough to keep all its vCPUs and queues busy. */
const PLAN_FLOWS = 64

/** A layout, and for every VM the flows (indexes into the layout's report) that are its own. */
export interface PlanLayout {
  readonly scenario: LayoutScenario
  readonly flowsOf: ReadonlyMap<string, readonly number[]>
}

/** How the plan gives this function to its VM. */
export const plannedMethod = ({ resolved }: NetworkFunction): IoMethod =>
  resolved.vfIndex === null ? 'direct' : 'sriov'

/** The layout with all VMs on `method`, or as planned. */
export function planLayout(network: PlanNetwork, method: MethodChoice, kind: PlanTraffic): PlanLayout {
  const byHost = new Map<HostId, { ports: Map<string, LayoutPort>; vms: LayoutVm[] }>()
  const flowsByHost = new Map<HostId, [vm: string, count: number][]>()
  for (const [vmId, functions] of network.byVm) {
    // A VM belongs to one host; functions of another host are refused by the checks and take no part here.
    const first = functions[0]
    if (first === undefined) continue
    const vm = first.resolved.vm
    const own = functions.filter(({ resolved }) => resolved.host.id === vm.host)
    if (own.length === 0) continue
    const host = byHost.get(vm.host) ?? { ports: new Map<string, LayoutPort>(), vms: [] }
    byHost.set(vm.host, host)
    host.vms.push({
      id: vmId,
      label: vm.name,
      vcpus: vm.vcpus,
      ...(vm.numaNode === null ? {} : { numaNode: vm.numaNode }),
      functions: own.map((fn) => layoutFunction(fn, method, kind, host.ports))
    })
    const counts = flowsByHost.get(vm.host) ?? []
    flowsByHost.set(vm.host, counts)
    counts.push([vmId, own.length])
  }
  const flowsOf = new Map<string, number[]>()
  const hosts: LayoutHost[] = []
  let flow = 0
  for (const [id, { ports, vms }] of byHost) {
    const inputs = network.hosts.get(id)
    if (inputs === undefined) continue
    const { coreGhz, iommuPageBytes, hasPostedInterrupts } = inputs
    hosts.push({
      id,
      label: inputs.hostname,
      coreGhz,
      iommuPageBytes,
      ...(hasPostedInterrupts === undefined ? {} : { hasPostedInterrupts }),
      switchCores: 0,
      ports: [...ports.values()],
      vms
    })
    for (const [vm, count] of flowsByHost.get(id) ?? []) {
      flowsOf.set(
        vm,
        Array.from({ length: count }, () => flow++)
      )
    }
  }
  return { scenario: { kind: 'layout', hosts }, flowsOf }
}

function layoutFunction(
  fn: NetworkFunction,
  wanted: MethodChoice,
  kind: PlanTraffic,
  ports: Map<string, LayoutPort>
): LayoutFunction {
  const method = wanted === 'planned' ? plannedMethod(fn) : wanted
  const { facts, rates, resolved } = fn
  // A port given away whole is not shared: every VM sees a copy of its own, PCIe link included.
  const isCopy = wanted === 'direct'
  const port: LayoutPort = isCopy
    ? { ...facts.port, id: `${facts.port.id} for ${resolved.vm.id}`, linkNumber: -1 - ports.size }
    : facts.port
  if (!ports.has(port.id)) ports.set(port.id, port)
  return {
    port: port.id,
    method,
    backend: 'vhost-net',
    traffic: trafficOf(facts.mtu, kind),
    maxMbps: method === 'sriov' ? rates.maxMbps : 0,
    minMbps: method === 'sriov' ? rates.minMbps : 0,
    weight: 1
  }
}

const trafficOf = (mtu: number, kind: PlanTraffic): Traffic => ({
  direction: 'out',
  frameBytes: kind === 'large' ? frameOfMtu(mtu) : MIN_FRAME_BYTES,
  offeredMpps: null,
  style: kind === 'large' ? 'stream' : 'frames',
  flows: PLAN_FLOWS
})
