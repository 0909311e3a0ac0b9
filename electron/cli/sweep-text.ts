/** A sweep as one table: a line for every value, or for every value and flow. */
import type { LayoutReportJson } from '#shared/simulate/report-json.ts'
import type { PointReport } from '#shared/simulate/report.ts'
import type { RunReportJson } from '#shared/simulate/run/run-json.ts'
import type { SweepFile } from '#shared/simulate/schema/report-schema.ts'
import { bandText, number } from './number-text.ts'
import { table } from './table.ts'

/** The steps of a sweep, which all have answers of one kind. */
export function sweepText({ path, steps }: SweepFile): string {
  const name = path.split('.').at(-1)?.toUpperCase() ?? path
  const lines = steps.map(({ value, report }) => rowsOf(report).map((row) => [String(value), ...row]))
  const [first] = steps
  return table([name, ...(first === undefined ? [] : headOf(first.report))], lines.flat())
}

type Answer = LayoutReportJson | PointReport | RunReportJson

function headOf(report: Answer): readonly string[] {
  switch (report.kind) {
    case 'layout':
      return ['VM', 'GBIT/S', 'MPPS', 'HOST CORES', 'P50 US', 'P99 US', 'LIMITED BY']
    case 'run':
      return ['VM', 'GBIT/S', 'MPPS', 'DROPPED', 'P50 US', 'P99 US']
    default:
      return [
        ...report.figures.map(({ label, unit }) => (unit === '1' ? label : `${label}, ${unit}`)),
        ...report.outcomes.map(({ label }) => label)
      ]
  }
}

function rowsOf(report: Answer): readonly (readonly string[])[] {
  switch (report.kind) {
    case 'layout':
      return report.flows.map(({ vm, gbps, mpps, hostCores, latency, bottleneck }) => [
        vm,
        bandText(gbps),
        bandText(mpps),
        bandText(hostCores),
        latency === null ? '-' : number(latency.p50Us.value),
        latency === null ? '-' : number(latency.p99Us.value),
        bottleneck.label
      ])
    case 'run':
      return report.flows.map(({ vm, gbps, mpps, dropped, latency }) => [
        vm,
        number(gbps),
        number(mpps),
        String(dropped),
        latency === null ? '-' : number(latency.p50Ns / 1000),
        latency === null ? '-' : number(latency.p99Ns / 1000)
      ])
    default:
      return [
        [...report.figures.map(({ band }) => bandText(band)), ...report.outcomes.map(({ text }) => text)]
      ]
  }
}
