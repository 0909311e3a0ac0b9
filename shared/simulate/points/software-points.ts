/** Answers about NICs, guests and software switches. */
import { nicPresets } from '../calibration/nic-presets.ts'
import { portMpps, vfQueueMpps } from '../calibration/nic-rates.ts'
import { cpuOf, valuesOn } from '../calibration/on-cpu.ts'
import type { Values } from '../calibration/parameters.ts'
import { interruptShare, pollModeMpps } from '../path/guest.ts'
import { kernelSwitchMpps, ovsDpdkPvpMpps, vhostNetTxMpps, vppMpps } from '../path/software-switch.ts'
import { meanFrameBytes, tcpShareOfWire, wireMpps } from '../platform/ethernet.ts'
import { fillShares } from '../solve/fill.ts'
import type { PointReport } from '../report.ts'
import type { PointScenario } from '../scenario.ts'
import { figure, figures } from './figure.ts'

type Of<K extends PointScenario['kind']> = Extract<PointScenario, { kind: K }>

/** Forwarding by a poll-mode driver on one core. */
export function pollForward({ cpu, burst, nicMpps }: Of<'poll-forward'>, values: Values): PointReport {
  const byCycles = pollModeMpps(cpuOf(cpu).ghz, burst, values)
  const mpps = Math.min(byCycles, nicMpps ?? Infinity)
  return figures('poll-forward', [figure('mpps', 'forwarded by one core', 'Mpps', mpps, 'pmd', burst > 64)])
}

/** Frames a second of a VF, a port, or a VM behind a hypervisor switch. */
export function frameRate(scenario: Of<'frame-rate'>, values: Values): PointReport {
  const { nic, method, ports, queues } = scenario
  const line = wireMpps(nicPresets[nic].portGbps, meanFrameBytes(scenario.frameBytes))
  if (method === 'esxi-virtio' || method === 'esxi-vmxnet3') {
    const known = values[method === 'esxi-virtio' ? 'esxi.virtioMpps' : 'esxi.vmxnet3Mpps']
    return figures('frame-rate', [figure('mpps', 'one VM', 'Mpps', Math.min(line, known), 'soft')])
  }
  const ofQueue = vfQueueMpps(nic, values)
  const perPort = Math.min(line, portMpps(nic, values) ?? Infinity)
  const perQueue = method === 'sriov' ? (ofQueue ?? Infinity) : Infinity
  const mpps = Math.min(perPort * ports, perQueue * queues * (method === 'sriov' ? 1 : ports))
  const isKnown = method === 'sriov' ? ofQueue !== null : nic !== 'generic'
  return figures('frame-rate', [
    figure('mpps', 'all ports', 'Mpps', mpps, method === 'sriov' ? 'sriov' : 'nic', !isKnown),
    figure('mppsPerPort', 'one port', 'Mpps', mpps / ports, method === 'sriov' ? 'sriov' : 'nic', !isKnown)
  ])
}

/** Frames a second through a software switch and VMs. */
export function softwareSwitch(scenario: Of<'switch'>, values: Values): PointReport {
  const { cpu, cores, wireGbps, flows, chainLength, parallel, isLossFree = false } = scenario
  const { ghz, risk, label } = cpuOf(cpu)
  const line = wireMpps(wireGbps, meanFrameBytes(scenario.frameBytes))
  const notes = risk === null ? [] : [`${label}: ${risk}`]
  if (isLossFree && scenario.switch !== 'ovs-dpdk')
    notes.push('loss-free rates are known for OVS-DPDK alone: this is the most that gets through')
  const isChain = chainLength > 1 || parallel > 1
  switch (scenario.switch) {
    case 'ovs-dpdk': {
      // Every VM more on the way is one more traversal; chains side by side share the cores.
      const byCycles = (ovsDpdkPvpMpps(flows, cores, ghz, values) * 2) / (chainLength + 1)
      const mpps = Math.min(line, byCycles * (isLossFree ? values['ovsDpdk.lossFreeShare'] : 1))
      const isExtrapolated = cores > 1 || isChain
      return figures(
        'switch',
        [figure('mpps', 'port to VM to port', 'Mpps', mpps, 'ovs', isExtrapolated)],
        notes
      )
    }
    case 'kernel-ovs': {
      const mpps = Math.min(line, (kernelSwitchMpps(ghz, values) * cores) / chainLength)
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
      const all = vppMpps({ ring, chainLength, parallel, cores, ghz }, valuesOn(cpu, values))
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
export const vhostNetTx = ({ cpu }: Of<'vhost-net-tx'>, values: Values): PointReport =>
  figures('vhost-net-tx', [
    figure('mpps', 'guest to tap', 'Mpps', vhostNetTxMpps(cpuOf(cpu).ghz, values), 'vhost')
  ])

/** TCP-like streams of a VM with virtio, one for every queue pair. */
export function stream(scenario: Of<'stream'>, values: Values): PointReport {
  const { backend, direction, hasOffload, queues = 1, wireGbps } = scenario
  const vhost = values['vhostNet.streamGbps']
  const ratio = values['userspaceVirtio.costRatio']
  const offloaded = values[direction === 'in' ? 'userspaceVirtio.rxGbps' : 'userspaceVirtio.txGbps']
  const perQueue = backend === 'vhost-net' ? vhost : hasOffload ? offloaded : vhost / ratio
  // A queue has a thread of its own; what they share (memory, the switch) is left out.
  const gbps = Math.min(
    perQueue * queues,
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
  const { rate } = fillShares({
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
