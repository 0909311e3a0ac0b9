/** Reports of runs as plain data, for `--json` and for files. */
import { compileLayout } from './layout/compile.ts'
import { resourceLabel } from './layout/labels.ts'
import type { LayoutScenario } from './layout/scenario.ts'
import type { Values } from './calibration/parameters.ts'
import type { RunReport } from './run.ts'

/** Percentiles that are told, as shares. */
const SHARES = { p50Ns: 0.5, p90Ns: 0.9, p99Ns: 0.99, p999Ns: 0.999, p9999Ns: 0.9999 } as const

/** Latency of one flow, ns; null where no packet came through. */
export type LatencyJson =
  | {
      readonly [P in 'minNs' | 'meanNs' | keyof typeof SHARES | 'maxNs']: number
    }
  | null

/** What one flow did; rates are of the measured time, everything else of the whole run. */
export interface FlowRunJson {
  readonly vm: string
  readonly gbps: number
  readonly mpps: number
  readonly sent: number
  readonly received: number
  readonly dropped: number
  readonly inFlight: number
  /** Drops by what was full, most first. */
  readonly drops: readonly { readonly cause: string; readonly packets: number }[]
  readonly latency: LatencyJson
}

/** A run of a layout; flows in the order of hosts, VMs and functions. */
export interface RunReportJson {
  readonly kind: 'run'
  readonly seed: number
  /** Gbit/s of frames, all flows. */
  readonly totalGbps: number
  readonly flows: readonly FlowRunJson[]
  readonly resources: readonly {
    readonly kind: string
    readonly label: string
    /** 0..1 */
    readonly utilisation: number
  }[]
}

/** Plain data of a run of `scenario`. */
export function runJson(scenario: LayoutScenario, report: RunReport, values: Values): RunReportJson {
  const { resources } = compileLayout(scenario, values)
  const causeOf = (station: number): string => {
    const resource = resources[station]
    return resource === undefined ? 'limit of the flow itself' : resourceLabel(resource, 0)
  }
  return {
    kind: 'run',
    seed: report.seed,
    totalGbps: report.flows.reduce((sum, { gbps }) => sum + gbps, 0),
    flows: report.flows.map(({ vm, gbps, mpps, counts, latencyNs }): FlowRunJson => {
      const { sent, received, dropped, inFlight, dropsByStation, droppedByReset } = counts
      const drops = [...dropsByStation].map(([station, packets]) => ({ cause: causeOf(station), packets }))
      if (droppedByReset > 0) drops.push({ cause: 'reset of the VF', packets: droppedByReset })
      const latency: LatencyJson =
        latencyNs.count === 0
          ? null
          : {
              minNs: latencyNs.min,
              meanNs: latencyNs.mean,
              p50Ns: latencyNs.percentile(SHARES.p50Ns),
              p90Ns: latencyNs.percentile(SHARES.p90Ns),
              p99Ns: latencyNs.percentile(SHARES.p99Ns),
              p999Ns: latencyNs.percentile(SHARES.p999Ns),
              p9999Ns: latencyNs.percentile(SHARES.p9999Ns),
              maxNs: latencyNs.max
            }
      drops.sort((a, b) => b.packets - a.packets)
      return { vm, gbps, mpps, sent, received, dropped, inFlight, drops, latency }
    }),
    resources: resources.map((resource, r) => ({
      kind: resource.kind,
      label: resourceLabel(resource, 0),
      utilisation: report.utilisation[r] ?? 0
    }))
  }
}
