/** What a question is asked about: the VMs of a host in a plan, or VMs on a port that exists only here. */
import { nicPresets } from '../presets/nic-presets.ts'
import type { EstimateContext } from '../plan-estimate/estimate-context.ts'
import { plannedMethod, planLayout } from '../plan-estimate/layouts.ts'
import { planNetwork } from '../plan-estimate/network.ts'
import { methodObstacle } from '../plan-estimate/notes.ts'
import type { LayoutPort, LayoutScenario } from '../layout/layout.ts'
import type { HostId } from '../../inventory/types.ts'
import type { MethodChoice } from '../types.ts'
import { backendNames, type FreeHost, type Knobs } from './question.ts'

/** Layouts by way, before the knobs are applied. */
export interface BaseLayouts {
  readonly layouts: ReadonlyMap<MethodChoice, LayoutScenario>
  /** The way that the plan takes; null for a free scenario. */
  readonly planned: MethodChoice | null
  /** VMs with a network function. */
  readonly vms: number
  /** Names for people by VM id. */
  readonly vmNames: ReadonlyMap<string, string>
  /** Why a way is missing, and what was assumed about the hardware. */
  readonly notes: readonly string[]
  /** Who shares what, in a few words: "4 VMs on 0000:3b:00.0 (ens3f0)". */
  readonly summary: string
}

const IOMMU_PAGE_BYTES: Readonly<Record<FreeHost['iommuPages'], number | null>> = {
  none: null,
  '4k': 4096,
  '2m': 2 ** 21,
  '1g': 2 ** 30
}

/** Bytes of payload and read request that Linux leaves on most hosts. */
const PAYLOAD = { maxPayloadBytes: 256, maxReadRequestBytes: 512 } as const

/** One VM on one port; more are made by `vms` of the knobs. Direct: a port for each. */
export function layoutsOfPort(host: FreeHost, knobs: Knobs): BaseLayouts {
  const preset = nicPresets[host.nic]
  const port: LayoutPort = {
    id: 'port',
    label: preset.label,
    nic: host.nic,
    wireGbps: preset.portGbps,
    link: { ...preset.link, ...PAYLOAD },
    linkNumber: 0
  }
  const layout = (method: 'sriov' | 'direct' | 'virtio'): LayoutScenario => ({
    kind: 'layout',
    hosts: [
      {
        id: 'host',
        coreGhz: host.coreGhz,
        iommuPageBytes: IOMMU_PAGE_BYTES[host.iommuPages],
        switchCores: 0,
        ports: [port],
        vms: [
          {
            id: 'VM 1',
            vcpus: host.vcpus,
            functions: [
              {
                port: port.id,
                method,
                backend: knobs.backend,
                traffic: {
                  direction: 'out',
                  frameBytes: knobs.frameBytes,
                  offeredMpps: null,
                  style: 'frames',
                  flows: 1
                },
                maxMbps: 0,
                minMbps: 0,
                weight: 1
              }
            ]
          }
        ]
      }
    ]
  })
  return {
    layouts: new Map((['sriov', 'direct', 'virtio'] as const).map((method) => [method, layout(method)])),
    planned: null,
    vms: 1,
    vmNames: new Map(),
    notes: [
      `PCIe gen${preset.link.generation} x${preset.link.lanes} with payloads of ${PAYLOAD.maxPayloadBytes} B and reads of ${PAYLOAD.maxReadRequestBytes} B`,
      ...(preset.vfQueueMpps === null && preset.portMpps === null && preset.portGbps > 1
        ? [`No published frame rate of ${preset.label}: small frames are bounds only`]
        : [])
    ],
    summary: `${preset.label}, one port of ${preset.portGbps} Gb/s`
  }
}

/** VMs of `host` in the plan; null if none of them has a network function of known speed. */
export function layoutsOfPlan(context: EstimateContext, host: HostId): BaseLayouts | null {
  const network = planNetwork(context)
  const functions = network.functions.filter(
    ({ resolved }) => resolved.host.id === host && resolved.vm.host === host
  )
  if (functions.length === 0) return null
  const layoutOf = (way: MethodChoice): LayoutScenario => {
    const { scenario } = planLayout(network, way, 'small')
    return { ...scenario, hosts: scenario.hosts.filter(({ id }) => id === host) }
  }
  const taken = new Set(functions.map(plannedMethod))
  const [only] = taken
  const planned: MethodChoice = taken.size === 1 && only !== undefined ? only : 'planned'
  const obstacle = methodObstacle(functions, 'sriov')
  const ways: readonly MethodChoice[] = [
    ...(planned === 'planned' ? (['planned'] as const) : []),
    ...(obstacle === null || planned === 'sriov' ? (['sriov'] as const) : []),
    'direct',
    'virtio'
  ]
  const vms = new Set(functions.map(({ resolved }) => resolved.vm.id))
  const ports = [...new Set(functions.map(({ facts }) => facts.port.label))]
  const inputs = network.hosts.get(host)
  return {
    layouts: new Map(ways.map((way) => [way, way === planned ? layoutOf('planned') : layoutOf(way)])),
    planned,
    vms: vms.size,
    vmNames: new Map(functions.map(({ resolved }) => [resolved.vm.id, resolved.vm.name])),
    notes: [
      ...new Set([
        ...(obstacle === null || planned === 'sriov' ? [] : [`No SR-IOV here: ${obstacle}`]),
        ...functions.flatMap(({ facts, notes }) => [...facts.notes, ...notes]),
        ...(inputs?.notes ?? []),
        ...(inputs?.assignedNotes ?? [])
      ])
    ],
    summary: `${vms.size} ${vms.size === 1 ? 'VM' : 'VMs'} on ${ports.slice(0, 2).join(', ')}${ports.length > 2 ? ` and ${ports.length - 2} more` : ''}`
  }
}

/** Notes that the knobs add: what the model assumes about them. */
export function knobNotes(knobs: Knobs): readonly string[] {
  return [
    ...(knobs.backend === 'vhost-net'
      ? ['virtio: one queue and one vhost thread a VM; published figures differ by a factor of two']
      : [
          `${backendNames[knobs.backend]}: cycles of published benchmarks; on another CPU they were 22 to 51 % off`
        ]),
    'Direct: every VM has a port of its own; ports are not shared'
  ]
}
