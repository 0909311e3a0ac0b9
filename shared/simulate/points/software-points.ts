/** Answers about NICs, guests and software switches. */
import { cpuPresets } from '../calibration/cpu-presets.ts'
import { nicPresets } from '../calibration/nic-presets.ts'
import type { Values } from '../calibration/parameters.ts'
import { estimateLayout } from '../layout/report.ts'
import type { LayoutScenario } from '../layout/scenario.ts'
import { interruptShare, pollModeMpps } from '../path/guest.ts'
import { latencyUs } from '../path/latency.ts'
import { kernelSwitchMpps, ovsDpdkPvpMpps, vhostNetTxMpps, vppMpps } from '../path/software-switch.ts'
import { frameOfMtu, WIRE_OVERHEAD_BYTES, wireMpps } from '../platform/ethernet.ts'
import { fillShares } from '../solve/fill.ts'
import type { Figure, PointReport } from '../report.ts'
import type { PointScenario } from '../scenario.ts'
import { figure, figures } from './figure.ts'

type Of<K extends PointScenario['kind']> = Extract<PointScenario, { kind: K }>

/** Forwarding by a poll-mode driver on one core. */
export function pollForward({ cpu, burst, nicMpps }: Of<'poll-forward'>, values: Values): PointReport {
  const byCycles = pollModeMpps(cpuPresets[cpu].ghz, burst, values)
  const mpps = Math.min(byCycles, nicMpps ?? Infinity)
  return figures('poll-forward', [figure('mpps', 'forwarded by one core', 'Mpps', mpps, 'pmd', burst > 64)])
}

/** Frames a second of a VF, a port, or a VM behind a hypervisor switch. */
export function frameRate(scenario: Of<'frame-rate'>, values: Values): PointReport {
  const { nic, method, frameBytes, ports, queues } = scenario
  const preset = nicPresets[nic]
  const line = wireMpps(preset.portGbps, frameBytes)
  if (method === 'esxi-virtio' || method === 'esxi-vmxnet3') {
    const known = values[method === 'esxi-virtio' ? 'esxi.virtioMpps' : 'esxi.vmxnet3Mpps']
    return figures('frame-rate', [figure('mpps', 'one VM', 'Mpps', Math.min(line, known), 'soft')])
  }
  const perPort = Math.min(line, preset.portMpps?.value ?? Infinity)
  const perQueue = method === 'sriov' ? (preset.vfQueueMpps?.value ?? Infinity) : Infinity
  const mpps = Math.min(perPort * ports, perQueue * queues * (method === 'sriov' ? 1 : ports))
  const isKnown = method === 'sriov' ? preset.vfQueueMpps !== null : nic !== 'generic'
  return figures('frame-rate', [
    figure('mpps', 'all ports', 'Mpps', mpps, method === 'sriov' ? 'sriov' : 'nic', !isKnown),
    figure('mppsPerPort', 'one port', 'Mpps', mpps / ports, method === 'sriov' ? 'sriov' : 'nic', !isKnown)
  ])
}

/** Bursts of a loaded PVP path are served at the rate of one OVS-DPDK core with ten flows. */
const PVP_FLOWS = 10

/** Mean latency at an offered rate. */
export function latency({ path, nic, cpu, offeredMpps }: Of<'latency'>, values: Values): PointReport {
  const us =
    path === 'sriov'
      ? latencyUs(values['lat.pollBase'], offeredMpps, nicPresets[nic].vfQueueMpps?.value ?? Infinity)
      : path === 'esxi-virtio'
        ? latencyUs(values['lat.virtioBase'], offeredMpps, values['esxi.virtioMpps'])
        : latencyUs(
            values['lat.pvpBase'],
            offeredMpps,
            ovsDpdkPvpMpps(PVP_FLOWS, 1, cpuPresets[cpu].ghz, values)
          )
  return figures('latency', [figure('us', 'mean', 'us', us, 'lat', nic !== '82599' && path === 'sriov')])
}

/** Frames a second through a software switch and VMs. */
export function softwareSwitch(scenario: Of<'switch'>, values: Values): PointReport {
  const { cpu, cores, frameBytes, wireGbps, flows, chainLength, parallel } = scenario
  const { ghz, risk, label, overrides } = cpuPresets[cpu]
  const line = wireMpps(wireGbps, frameBytes)
  const notes = risk === null ? [] : [`${label}: ${risk}`]
  switch (scenario.switch) {
    case 'ovs-dpdk': {
      const mpps = Math.min(line, ovsDpdkPvpMpps(flows, cores, ghz, values))
      return figures('switch', [figure('mpps', 'port to VM to port', 'Mpps', mpps, 'ovs', cores > 1)], notes)
    }
    case 'kernel-ovs': {
      const mpps = Math.min(line, kernelSwitchMpps(ghz, values) * cores)
      return figures('switch', [figure('mpps', 'received by the VM', 'Mpps', mpps, 'soft', cores > 1)], notes)
    }
    case 'vpp':
    case 'memif': {
      const ring = scenario.switch === 'vpp' ? 'vhost-user' : 'memif'
      const all = vppMpps({ ring, chainLength, parallel, cores, ghz }, { ...values, ...overrides })
      // Both directions are counted, each on a wire of its own.
      return figures(
        'switch',
        [figure('mpps', 'both directions', 'Mpps', Math.min(2 * line, all), 'vhost')],
        notes
      )
    }
  }
}

/** Frames a second that vhost-net takes from a guest. */
export const vhostNetTx = ({ cpu }: Of<'vhost-net-tx'>, values: Values): PointReport =>
  figures('vhost-net-tx', [
    figure('mpps', 'guest to tap', 'Mpps', vhostNetTxMpps(cpuPresets[cpu].ghz, values), 'vhost')
  ])

/** One TCP-like stream of a VM with virtio. */
export function stream({ backend, direction, hasOffload }: Of<'stream'>, values: Values): PointReport {
  const vhost = values['vhostNet.streamGbps']
  const ratio = values['userspaceVirtio.costRatio']
  const offloaded = values[direction === 'in' ? 'userspaceVirtio.rxGbps' : 'userspaceVirtio.txGbps']
  const gbps = backend === 'vhost-net' ? vhost : hasOffload ? offloaded : vhost / ratio
  return figures(
    'stream',
    [
      figure('gbps', 'one stream, one queue', 'Gb/s', gbps, 'tcp'),
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

/** IPv4 and TCP headers without options. */
const TCP_HEADER_BYTES = 40

/** Greedy VMs on one port: all together, and each. */
export function vmsOnPort(scenario: Of<'vms-on-port'>, values: Values): PointReport {
  const { nic, method, vms, mtu, coreGhz } = scenario
  const preset = nicPresets[nic]
  const frame = frameOfMtu(mtu)
  const layout: LayoutScenario = {
    kind: 'layout',
    hosts: [
      {
        id: 'host',
        coreGhz,
        iommuPageBytes: 2 ** 21,
        switchCores: 0,
        ports: [
          {
            id: 'port',
            label: preset.label,
            nic,
            wireGbps: preset.portGbps,
            link: { ...preset.link, maxPayloadBytes: 256, maxReadRequestBytes: 512 },
            linkNumber: 0
          }
        ],
        vms: Array.from({ length: vms }, (_, i) => ({
          id: `vm${i}`,
          vcpus: 1,
          functions: [
            {
              port: 'port',
              method,
              backend: 'vhost-net' as const,
              traffic: {
                direction: 'out' as const,
                frameBytes: frame,
                offeredMpps: null,
                style: 'stream' as const,
                flows: 1
              },
              maxMbps: 0,
              minMbps: 0,
              weight: 1
            }
          ]
        }))
      }
    ]
  }
  const report = estimateLayout(layout, values)
  const first = report.flow(0)
  const isNew = nic === 'generic'
  const payload = (mtu - TCP_HEADER_BYTES) / frame
  const cores: Figure = {
    id: 'hostCores',
    label: 'host cores, all VMs',
    unit: 'cores',
    band: {
      value: first.hostCores.value * vms,
      low: first.hostCores.low * vms,
      high: first.hostCores.high * vms,
      isExtrapolated: isNew
    }
  }
  return figures(
    'vms-on-port',
    [
      figure(
        'gbps',
        `frames of all VMs (wire adds ${WIRE_OVERHEAD_BYTES} B each)`,
        'Gb/s',
        report.totalGbps,
        'wire',
        isNew
      ),
      figure('tcpGbps', 'TCP payload of all VMs', 'Gb/s', report.totalGbps * payload, 'wire', isNew),
      figure('gbpsPerVm', 'frames of one VM', 'Gb/s', first.gbps.value, 'wire', isNew),
      cores
    ],
    [`bottleneck: ${first.bottleneck.label}`]
  )
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
