/** The answer about latency at an offered rate. */
import { cpuOf } from '../presets/values-on-cpu.ts'
import { portMpps, vfQueueMpps } from '../presets/nic-rates.ts'
import { nicPresets } from '../presets/nic-presets.ts'
import type { Values } from '../../calibration/parameters.ts'
import { latencyUs, queueingUs } from '../cost/queueing.ts'
import { ovsDpdkMpps } from '../cost/software-switch.ts'
import { WaitGrid } from '../cost/wait-grid.ts'
import { meanFrameBytes, wireMpps } from '../cost/ethernet.ts'
import type { Figure, PointReport } from '../report.ts'
import type { MechanismScenario } from '../scenario/scenario.ts'
import { figure, figures } from './figure.ts'

type LatencyScenario = Extract<MechanismScenario, { kind: 'latency' }>

/** Bursts of a loaded PVP path are served at the rate of one OVS-DPDK core with ten flows. */
const PVP_FLOWS = 10

/** Mean latency at an offered rate, and percentiles where waiting is exponential; no tester gives these. */
export function latency(scenario: LatencyScenario, values: Values): PointReport {
  const { path, nic, offeredMpps, frameBytes = 64 } = scenario
  const line = wireMpps(nicPresets[nic].portGbps, meanFrameBytes(frameBytes))
  const { baseUs, mpps, isKnown } = stages(scenario, values)
  const capacity = Math.min(line, mpps)
  const us = latencyUs(baseUs, offeredMpps, capacity)
  const isFull = offeredMpps >= capacity
  const notes = isFull
    ? [
        `the path takes ${capacity.toPrecision(4)} Mpps: the rest is lost, and what gets through waits in a full ring`
      ]
    : []
  const isExtrapolated = isFull || !isKnown || (path === 'sriov' && nic !== '82599')
  const rho = offeredMpps / capacity
  const waitNs = 1000 * queueingUs(offeredMpps, capacity)
  const grid = isFull
    ? new WaitGrid([{ ns: 1000 * us, share: 1 }], [])
    : new WaitGrid(
        [{ ns: 1000 * us - waitNs, share: 1 }],
        [{ kind: 'exponential', share: rho, meanNs: waitNs / rho }]
      )
  const percentile = (id: string, share: number): Figure =>
    figure(id, `${share * 100} % are not slower`, 'us', grid.percentile(share) / 1000, 'lat', true)
  return figures(
    'latency',
    [
      figure('us', 'mean', 'us', us, 'lat', isExtrapolated),
      percentile('p50', 0.5),
      percentile('p95', 0.95),
      percentile('p99', 0.99)
    ],
    notes
  )
}

/** Base of a path, rate of its slowest stage besides the wire, and whether a tester has seen it. */
function stages(
  { path, nic, cpu, frameBytes = 64, flows = PVP_FLOWS }: LatencyScenario,
  values: Values
): { readonly baseUs: number; readonly mpps: number; readonly isKnown: boolean } {
  switch (path) {
    case 'sriov':
      return { baseUs: values['lat.pollBase'], mpps: vfQueueMpps(nic, values) ?? Infinity, isKnown: true }
    case 'direct':
      return { baseUs: values['lat.pollBase'], mpps: portMpps(nic, values) ?? Infinity, isKnown: false }
    case 'esxi-virtio':
      return { baseUs: values['lat.virtioBase'], mpps: values['esxi.virtioMpps'], isKnown: true }
    case 'esxi-vmxnet3':
      return { baseUs: values['lat.virtioBase'], mpps: values['esxi.vmxnet3Mpps'], isKnown: false }
    case 'vhost-user-pvp': {
      const mpps = ovsDpdkMpps(
        { flows, cores: 1, ghz: cpuOf(cpu).ghz, frameBytes: meanFrameBytes(frameBytes) },
        values
      )
      return { baseUs: values['lat.pvpBase'], mpps, isKnown: flows === PVP_FLOWS }
    }
  }
}
