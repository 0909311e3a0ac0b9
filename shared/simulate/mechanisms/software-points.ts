/** Answers about NICs, guests and software switches. */
import { nicPresets, type NicPresetId } from '../presets/nic-presets.ts'
import { portMpps, vfQueueMpps } from '../presets/nic-rates.ts'
import { cpuOf, valuesOn } from '../presets/values-on-cpu.ts'
import type { Values } from '../../calibration/parameters.ts'
import { interruptShare, pollModeMpps } from '../cost/guest.ts'
import {
  kernelSwitchMpps,
  ovsDpdkMpps,
  queueScale,
  vhostNetTxMpps,
  vppMpps
} from '../cost/software-switch.ts'
import { sendBytes } from '../cost/nic-dma.ts'
import { frameMix, meanFrameBytes, tcpShareOfWire, wireMpps, type FrameSizes } from '../cost/ethernet.ts'
import { tlpGbps } from '../cost/pcie-link.ts'
import { maxMinShares } from '../solve/max-min-shares.ts'
import type { PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import { figure, figures } from './figure.ts'

type Of<K extends MechanismScenario['kind']> = Extract<MechanismScenario, { kind: K }>

/** Payload sizes where a host's own are not known. */
const USUAL_PAYLOAD = { maxPayloadBytes: 256, maxReadRequestBytes: 512 } as const

/** Forwarding by a poll-mode driver on one core. */
export function pollForward({ cpu, burst, nicMpps }: Of<'poll-forward'>, values: Values): PointReport {
  const { ghz, label, risk } = cpuOf(cpu)
  const mpps = Math.min(pollModeMpps(ghz, burst, values), nicMpps ?? Infinity)
  const isExtrapolated = burst > 64 || risk !== null
  return figures(
    'poll-forward',
    [figure('mpps', 'forwarded by one core', 'Mpps', mpps, 'pmd', isExtrapolated)],
    risk === null ? [] : [`${label}: ${risk}`]
  )
}

/** Frames a second of a VF, a port, or a VM behind a hypervisor switch. */
export function frameRate(scenario: Of<'frame-rate'>, values: Values): PointReport {
  const { nic, method, ports, queues, frameBytes, cards = ports } = scenario
  const line = wireMpps(nicPresets[nic].portGbps, meanFrameBytes(frameBytes))
  if (method === 'esxi-virtio' || method === 'esxi-vmxnet3') {
    const known = values[method === 'esxi-virtio' ? 'esxi.virtioMpps' : 'esxi.vmxnet3Mpps']
    return figures('frame-rate', [figure('mpps', 'one VM', 'Mpps', Math.min(line, known), 'soft')])
  }
  const isVf = method === 'sriov'
  const ofQueue = isVf ? vfQueueMpps(nic, values) : null
  const ofPort = portMpps(nic, values)
  const byQueues = (ofQueue ?? values['pmd.coreMpps']) * queues * (isVf ? 1 : ports)
  const byLink = cardMpps(nic, frameBytes, values) * Math.min(cards, ports)
  const mpps = Math.min(Math.min(line, ofPort ?? Infinity) * ports, byQueues, byLink)
  const topic = isVf ? 'sriov' : 'nic'
  // A wire is known, and so is what was measured; what stands in for a figure is not.
  const isKnown =
    mpps === line * ports || (mpps === byQueues ? ofQueue !== null : mpps !== byLink && ofPort !== null)
  const isExtrapolated = nic === 'generic' || !isKnown || (isVf && ofQueue === null)
  return figures(
    'frame-rate',
    [
      figure('mpps', 'all ports', 'Mpps', mpps, topic, isExtrapolated),
      figure('mppsPerPort', 'one port', 'Mpps', mpps / ports, topic, isExtrapolated)
    ],
    mpps === byLink ? ['the PCIe links of the cards are full'] : []
  )
}

/** What a card's PCIe link lets its ports send together, M frames/s; frames of a poll-mode driver. */
const cardMpps = (nic: NicPresetId, frames: FrameSizes, values: Values): number => {
  const link = { ...nicPresets[nic].link, ...USUAL_PAYLOAD }
  const bytes = frameMix(frames).reduce((sum, { bytes: size, share }) => {
    const { up, down } = sendBytes('poll', link, size, values)
    return sum + share * Math.max(up, down)
  }, 0)
  return (tlpGbps(link, 'specification', values) * 1000) / (8 * bytes)
}

/** Frames a second through a software switch and VMs. */
export function softwareSwitch(scenario: Of<'switch'>, values: Values): PointReport {
  const { cpu, cores, wireGbps, flows, chainLength, parallel, isLossFree = false } = scenario
  const { ghz, risk, label } = cpuOf(cpu)
  const frameBytes = meanFrameBytes(scenario.frameBytes)
  const line = wireMpps(wireGbps, frameBytes)
  const notes = risk === null ? [] : [`${label}: ${risk}`]
  if (isLossFree && scenario.switch !== 'ovs-dpdk')
    notes.push('loss-free rates are known for OVS-DPDK alone: this is the most that gets through')
  const isChain = chainLength > 1 || parallel > 1
  switch (scenario.switch) {
    case 'ovs-dpdk': {
      // Every VM more on the way is one more traversal; chains side by side share the cores.
      const byCycles = ovsDpdkMpps({ flows, cores, ghz, frameBytes, guests: chainLength }, values)
      const mpps = Math.min(line, byCycles * (isLossFree ? values['ovsDpdk.lossFreeShare'] : 1))
      const isExtrapolated = cores > 1 || isChain
      return figures(
        'switch',
        [figure('mpps', 'port to VM to port', 'Mpps', mpps, 'ovs', isExtrapolated)],
        notes
      )
    }
    case 'kernel-ovs': {
      const mpps = Math.min(line, (kernelSwitchMpps(ghz, frameBytes, values) * cores) / chainLength)
      const isExtrapolated = cores > 1 || isChain
      return figures(
        'switch',
        [figure('mpps', 'received by the VM', 'Mpps', mpps, 'soft', isExtrapolated)],
        notes
      )
    }
    case 'vpp':
    case 'memif': {
      const ring = scenario.switch === 'vpp' ? 'vhost-user' : 'memif'
      const all = vppMpps({ ring, chainLength, parallel, cores, ghz, frameBytes }, valuesOn(cpu, values))
      // Both directions are counted, each on a wire of its own.
      return figures(
        'switch',
        [figure('mpps', 'both directions', 'Mpps', Math.min(2 * line, all), 'vhost', cores > 2)],
        notes
      )
    }
  }
}

/** Frames a second that vhost-net takes from a guest. */
export function vhostNetTx({ cpu }: Of<'vhost-net-tx'>, values: Values): PointReport {
  const { ghz, label, risk } = cpuOf(cpu)
  return figures(
    'vhost-net-tx',
    [figure('mpps', 'guest to tap', 'Mpps', vhostNetTxMpps(ghz, values), 'vhost', risk !== null)],
    risk === null ? [] : [`${label}: ${risk}`]
  )
}

/** TCP-like streams of a VM with virtio, one for every queue pair. */
export function stream(scenario: Of<'stream'>, values: Values): PointReport {
  const { backend, direction, hasOffload, queues = 1, wireGbps } = scenario
  const vhost = values['vhostNet.streamGbps']
  const ratio = values['userspaceVirtio.costRatio']
  const offloaded = values[direction === 'in' ? 'userspaceVirtio.rxGbps' : 'userspaceVirtio.txGbps']
  const perQueue = backend === 'vhost-net' ? vhost : hasOffload ? offloaded : vhost / ratio
  const gbps = Math.min(
    perQueue * queueScale(queues, values),
    wireGbps === undefined ? Infinity : tcpShareOfWire(1500) * wireGbps
  )
  const label = queues === 1 ? 'one stream, one queue' : `${queues} streams, ${queues} queues`
  return figures(
    'stream',
    [
      figure('gbps', label, 'Gb/s', gbps, 'tcp', queues > 1),
      figure('vhostOverUserspace', 'vhost-net over user space, without offload', '1', ratio, 'tcp')
    ],
    ['single figures from issue threads: forum grade']
  )
}

/** What interrupts cost a guest with an assigned device. */
export function interruptTax(scenario: Of<'interrupt-tax'>, values: Values): PointReport {
  const share = interruptShare(
    scenario.hasPostedInterrupts,
    scenario.kiloInterruptsPerSecond,
    scenario.ghz,
    values
  )
  return figures('interrupt-tax', [
    figure('share', 'share of bare metal', '1', share, 'irq'),
    figure('gain', 'gain of doing without exits', '1', 1 / share, 'irq')
  ])
}

/** Equal or weighted shares of an egress: every sender always has something to send. */
export function egressShares({ gbps, weights }: Of<'egress-shares'>): PointReport {
  const n = weights.length
  const { rate } = maxMinShares({
    flows: n,
    resources: 1,
    start: Int32Array.from({ length: n + 1 }, (_, i) => i),
    resource: new Int32Array(n),
    cost: new Float64Array(n).fill(1),
    capacity: Float64Array.of(gbps),
    limit: new Float64Array(n).fill(Infinity),
    floor: new Float64Array(n),
    weight: Float64Array.from(weights)
  })
  return figures(
    'egress-shares',
    weights.map((weight, i) => figure(`gbps${i}`, `weight ${weight}`, 'Gb/s', rate[i] ?? 0, 'switch'))
  )
}
