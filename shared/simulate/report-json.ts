/** Reports as plain data, for `--json` and for files: what is computed on demand is computed here. */
import type { FlowReport } from './layout/report.ts'
import { resourceLabel } from './layout/labels.ts'
import type { PointReport, Report } from './report.ts'
import type { ResourceKind } from './types.ts'

/** A layout's report with all flows and resources. */
export interface LayoutReportJson {
  readonly kind: 'layout'
  /** Gbit/s of frames, all flows. */
  readonly totalGbps: number
  /** In the order of hosts, VMs and functions. */
  readonly flows: readonly FlowReport[]
  readonly resources: readonly {
    readonly kind: ResourceKind
    readonly label: string
    /** 0..1 */
    readonly utilisation: number
  }[]
}

/** Plain data of a report. */
export function reportJson(report: Report): LayoutReportJson | PointReport {
  if (report.kind !== 'layout') return report
  const { compiled, flows, flow, totalGbps, utilisation } = report
  return {
    kind: 'layout',
    totalGbps,
    flows: Array.from({ length: flows }, (_, index) => flow(index)),
    resources: compiled.resources.map((resource, r) => ({
      kind: resource.kind,
      label: resourceLabel(resource, 0),
      utilisation: utilisation[r] ?? 0
    }))
  }
}
