/** Which inputs of the model a measurement speaks about. */
import { err, ok, type Result } from '../../result.ts'
import { nicPresets, type NicPresetId } from '../presets/nic-presets.ts'
import { portMpps, vfQueueMpps } from '../presets/nic-rates.ts'
import type { ParameterId, Values } from '../../calibration/parameters.ts'
import type { LayoutReport } from '../flows/layout-report.ts'
import type { LayoutFunction } from '../layout/layout.ts'
import { wireMpps } from '../cost/ethernet.ts'
import type { Report } from '../report.ts'
import type { MechanismScenario, Scenario } from '../scenario/scenario.ts'
import type { ResourceKind } from '../types.ts'

/** Inputs that are scaled together, with the values from which they are. */
export interface FitTarget {
  readonly inputs: readonly (readonly [ParameterId, number])[]
}

const OVS_LADDER = ['ovsDpdk.flows10', 'ovsDpdk.flows1k', 'ovsDpdk.flows100k', 'ovsDpdk.flows1m'] as const
const POLL_CYCLES = ['pmd.frameCycles', 'pmd.burstCycles'] as const

type Of<K extends MechanismScenario['kind']> = Extract<MechanismScenario, { kind: K }>

const SWITCH_INPUTS: Readonly<Record<Of<'switch'>['switch'], readonly ParameterId[]>> = {
  'ovs-dpdk': OVS_LADDER,
  'kernel-ovs': ['kernelSwitch.frameCycles'],
  vpp: ['vpp.machineFactor'],
  memif: ['vpp.machineFactor']
}

const LATENCY_INPUT: Readonly<Record<Of<'latency'>['path'], ParameterId>> = {
  sriov: 'lat.pollBase',
  direct: 'lat.pollBase',
  'esxi-virtio': 'lat.virtioBase',
  'esxi-vmxnet3': 'lat.virtioBase',
  'vhost-user-pvp': 'lat.pvpBase'
}

/** Inputs to fit, or in words why there are none; `isBelow`: less was measured than predicted. */
export function fitTarget(
  scenario: Scenario,
  report: Report,
  isBelow: boolean,
  values: Values
): Result<FitTarget, string> {
  const now = (...ids: readonly ParameterId[]): Result<FitTarget, string> =>
    ok({ inputs: ids.map((id) => [id, values[id]] as const) })
  switch (scenario.kind) {
    case 'layout':
      return report.kind === 'layout' ? layoutTarget(report, isBelow, values) : err('no layout')
    case 'vms-on-port':
      return scenario.method === 'virtio'
        ? now('vhostNet.streamGbps')
        : err('VFs fill the port: there is nothing to fit')
    case 'frame-rate':
      return frameRateTarget(scenario, values)
    case 'poll-forward':
      return now(...POLL_CYCLES)
    case 'switch':
      return now(...SWITCH_INPUTS[scenario.switch])
    case 'vhost-net-tx':
      return now('vhostNet.txCycles')
    case 'stream':
      return scenario.backend === 'vhost-net' || !scenario.hasOffload
        ? now('vhostNet.streamGbps')
        : now(scenario.direction === 'in' ? 'userspaceVirtio.rxGbps' : 'userspaceVirtio.txGbps')
    case 'latency':
      return now(LATENCY_INPUT[scenario.path])
    case 'dma': {
      const isRead = scenario.operation === 'read'
      if (scenario.measure !== 'throughput')
        return now(scenario.measure === 'latency' ? 'dma.readLatency' : 'dma.commandLatency')
      if (scenario.operation === 'both') return now('dma.duplexEfficiency')
      if (scenario.iommuPageBytes !== null) return now(isRead ? 'iommu.readWalk' : 'iommu.writeWalk')
      return isRead ? now('dma.readDeviceRate', 'dma.readsInFlight') : now('dma.writeDeviceRate')
    }
    case 'nvme':
      return scenario.vms.every(({ method }) => method === 'virtio')
        ? now(scenario.vms[0]?.backend === 'spdk' ? 'storage.spdkIo' : 'storage.virtioThread')
        : err('the ratings of the drive are part of the scenario: put what was measured there')
    case 'accelerator':
    case 'pcie-link':
    case 'nic-dma':
    case 'iommu-share':
    case 'invalidation':
    case 'interrupt-tax':
    case 'vf-creation':
    case 'vf-limit':
    case 'rate-limit':
    case 'routing-id':
    case 'flr':
    case 'mailbox':
    case 'virtchnl':
    case 'egress-shares':
      return err(`${scenario.kind} has no input that a measurement of traffic could fit`)
  }
}

function frameRateTarget({ nic, method }: Of<'frame-rate'>, values: Values): Result<FitTarget, string> {
  switch (method) {
    case 'sriov':
      return ok({ inputs: [['nic.vfQueueMpps', vfQueueMpps(nic, values) ?? values['pmd.coreMpps']]] })
    case 'direct':
      return ok({ inputs: [['nic.portMpps', portMpps(nic, values) ?? lineMpps(nic)]] })
    case 'esxi-virtio':
      return ok({ inputs: [['esxi.virtioMpps', values['esxi.virtioMpps']]] })
    case 'esxi-vmxnet3':
      return ok({ inputs: [['esxi.vmxnet3Mpps', values['esxi.vmxnet3Mpps']]] })
  }
}

/** A NIC whose rate is not known starts from 64-byte frames at line rate. */
const lineMpps = (nic: NicPresetId): number => wireMpps(nicPresets[nic].portGbps, 64)

function layoutTarget(report: LayoutReport, isBelow: boolean, values: Values): Result<FitTarget, string> {
  let most = 0
  for (let f = 1; f < report.flows; f++) if (report.mpps(f) > report.mpps(most)) most = f
  const flow = report.compiled.flows[most]
  const flowClass = flow && report.compiled.classes[flow.class]
  if (flow === undefined || flowClass === undefined) return err('the layout has no flow')
  const { bottleneck } = report.flow(most)
  // Where a wire should have been full and was not, something before it is slower than anybody knew.
  const resource = isBelow && isKnown(bottleneck.resource) ? slowerPart(flow.fn) : bottleneck.resource
  const nic = flowClass.host.ports.find((each) => each.id === flow.fn.port)?.nic ?? 'generic'
  if (resource === 'queue-rate')
    return ok({ inputs: [['nic.vfQueueMpps', vfQueueMpps(nic, values) ?? lineMpps(nic)]] })
  if (resource === 'port-rate')
    return ok({ inputs: [['nic.portMpps', portMpps(nic, values) ?? lineMpps(nic)]] })
  const ids = idsOf(resource, flow.fn)
  return ids.length > 0
    ? ok({ inputs: ids.map((id) => [id, values[id]] as const) })
    : err(`${bottleneck.label} limits this layout: that is known, there is nothing to fit`)
}

const isKnown = (resource: ResourceKind): boolean =>
  resource === 'wire-out' || resource === 'wire-in' || resource === 'pcie-up' || resource === 'pcie-down'

/** What besides wires and links a flow depends on most: of a stream on an assigned device only the guest is left. */
function slowerPart({ method, backend, traffic }: LayoutFunction): ResourceKind {
  if (method === 'virtio') return backend === 'vhost-net' ? 'vhost-thread' : 'switch-core'
  if (traffic.style === 'stream') return 'guest-core'
  return method === 'sriov' ? 'queue-rate' : 'port-rate'
}

/** Inputs behind a bottleneck; none for what is known or belongs to a NIC. */
function idsOf(resource: ResourceKind, { backend, traffic }: LayoutFunction): readonly ParameterId[] {
  const isStream = traffic.style === 'stream'
  switch (resource) {
    case 'vhost-thread':
      return [isStream ? 'vhostNet.streamGbps' : 'kernelSwitch.frameCycles']
    case 'guest-core':
      return isStream ? ['guest.streamGbpsPerVcpu'] : POLL_CYCLES
    case 'switch-core':
      return backend === 'vpp' ? ['vpp.hopCycles', 'vpp.nicCycles'] : OVS_LADDER
    case 'iommu-walker':
      return ['iommu.readWalk', 'iommu.writeWalk']
    case 'memory':
      return ['memory.nodeGBps']
    case 'wire-out':
    case 'wire-in':
    case 'port-rate':
    case 'queue-rate':
    case 'pcie-up':
    case 'pcie-down':
    case 'rate-limit':
    case 'demand':
      return []
  }
}
