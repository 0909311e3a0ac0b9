/** Reports as plain data, for `--json` and for files: what is computed on demand is computed here. */
import type { FlowReport } from './flows/layout-report.ts'
import { resourceLabel } from './flows/labels.ts'
import type { FlowLatency } from './flows/latency.ts'
import type { PointReport, Report } from './report.ts'
import type { Bottleneck, ResourceKind } from './types.ts'

/** One flow with everything that is computed on demand. */
export interface FlowJson extends FlowReport {
  readonly latency: FlowLatency | null
  /** In the order of the packet. */
  readonly path: readonly Bottleneck[]
}

/** A layout's report with all flows and resources. */
export interface LayoutReportJson {
  readonly kind: 'layout'
  /** Gbit/s of frames, all flows. */
  readonly totalGbps: number
  /** In the order of hosts, VMs and functions. */
  readonly flows: readonly FlowJson[]
  readonly resources: readonly {
    /** Id of the host that it belongs to. */
    readonly host: string
    readonly kind: ResourceKind
    readonly label: string
    /** 0..1 */
    readonly utilisation: number
  }[]
}

/** Plain data of a report. */
export function reportJson(report: Report): LayoutReportJson | PointReport {
  if (report.kind !== 'layout') return report
  const { compiled, flows, flow, latency, path, totalGbps, utilisation } = report
  return {
    kind: 'layout',
    totalGbps,
    flows: Array.from({ length: flows }, (_, index) => ({
      ...flow(index),
      latency: latency(index),
      path: path(index)
    })),
    resources: compiled.resources.map((resource, r) => ({
      host: resource.host.id,
      kind: resource.kind,
      label: resourceLabel(resource, 0),
      utilisation: utilisation[r] ?? 0
    }))
  }
}
