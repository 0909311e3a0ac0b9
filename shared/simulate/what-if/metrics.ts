/** Figures that can be looked at: what an estimate, a run and a published rate say of each. */
import { frameGbps, meanFrameBytes, type FrameSizes } from '../cost/ethernet.ts'
import type { Band } from '../types.ts'
import type { RunResult } from './job.ts'
import type { MethodSummary } from './method-summary.ts'

/** What is looked at. Latency, us, at the load of the sweep. */
export type Metric =
  | 'gbps-per-vm'
  | 'mpps-per-vm'
  | 'gbps-total'
  | 'mpps-total'
  | 'latency-p50'
  | 'latency-p99'
  | 'host-cores'
  | 'pcie'

/** Names with units. */
export const metricLabels: Readonly<Record<Metric, string>> = {
  'gbps-per-vm': 'Gb/s per VM',
  'mpps-per-vm': 'Mpps per VM',
  'gbps-total': 'Gb/s, all VMs',
  'mpps-total': 'Mpps, all VMs',
  'latency-p50': 'Latency p50, µs',
  'latency-p99': 'Latency p99, µs',
  'host-cores': 'Host cores, all VMs',
  pcie: 'Use of PCIe (%)'
}

/** Whether a figure tells little without a load: a greedy sender's queue is always full. */
export const isLatency = (metric: Metric): boolean => metric === 'latency-p50' || metric === 'latency-p99'

/** The metric of an estimate; null where it is not modelled. */
export function metricOf(figures: MethodSummary, metric: Metric): Band | null {
  switch (metric) {
    case 'gbps-per-vm':
      return figures.gbpsPerVm
    case 'mpps-per-vm':
      return figures.mppsPerVm
    case 'gbps-total':
      return figures.gbpsTotal
    case 'mpps-total':
      return figures.mppsTotal
    case 'latency-p50':
      return figures.latency?.p50Us ?? null
    case 'latency-p99':
      return figures.latency?.p99Us ?? null
    case 'host-cores':
      return figures.hostCores
    case 'pcie': {
      if (figures.pcie === null) return null
      const value = figures.pcie * 100
      return { value, low: value, high: value, isExtrapolated: figures.gbpsPerVm.isExtrapolated }
    }
  }
}

/** The metric of a run; null where a run does not tell it. */
export function runMetric({ flows, quantiles }: RunResult, metric: Metric): number | null {
  const vms = Math.max(1, new Set(flows.map(({ vm }) => vm)).size)
  const gbps = flows.reduce((sum, flow) => sum + flow.gbps, 0)
  const mpps = flows.reduce((sum, flow) => sum + flow.mpps, 0)
  switch (metric) {
    case 'gbps-per-vm':
      return gbps / vms
    case 'mpps-per-vm':
      return mpps / vms
    case 'gbps-total':
      return gbps
    case 'mpps-total':
      return mpps
    case 'latency-p50':
      return microseconds(quantiles, 0.5)
    case 'latency-p99':
      return microseconds(quantiles, 0.99)
    case 'host-cores':
    case 'pcie':
      return null
  }
}

function microseconds(quantiles: RunResult['quantiles'], share: number): number | null {
  const ns = quantiles.find((quantile) => quantile.share === share)?.ns
  return ns === undefined ? null : ns / 1000
}

/** A rate in M frames/s in the unit of a metric; null where it has none. */
export function rateInMetric(mpps: number, frames: FrameSizes, vms: number, metric: Metric): number | null {
  const frameBytes = meanFrameBytes(frames)
  switch (metric) {
    case 'gbps-per-vm':
      return frameGbps(mpps, frameBytes)
    case 'mpps-per-vm':
      return mpps
    case 'gbps-total':
      return frameGbps(mpps, frameBytes) * vms
    case 'mpps-total':
      return mpps * vms
    case 'latency-p50':
    case 'latency-p99':
    case 'host-cores':
    case 'pcie':
      return null
  }
}
