/** Reports of the simulator as tables for a terminal. */
import type { LayoutReportJson } from '#shared/simulate/report-json.ts'
import type { PointReport } from '#shared/simulate/report.ts'
import type { LatencySummary } from '#shared/simulate/run/percentiles.ts'
import type { RunReportJson } from '#shared/simulate/run/run-json.ts'
import type { ReportFile, SingleReportFile } from '#shared/simulate/schema/report-schema.ts'
import { bandText, number } from './number-text.ts'
import { sweepText } from './sweep-text.ts'
import { table } from './table.ts'
import { plain } from './terminal.ts'

/** A whole report. */
export function reportText(file: ReportFile): string {
  const { title, notes } = file
  const isRun = file.mode === 'run' || (file.mode === 'sweep' && file.by === 'run')
  return [
    ...(title === null ? [] : [plain(title)]),
    ...(file.mode === 'sweep' ? [sweepText(file)] : singleText(file)),
    ...(isRun ? [] : ['in brackets the range of the model; ~ = extrapolated']),
    ...notes.map((note) => `note: ${plain(note)}`)
  ].join('\n')
}

function singleText({ report, comparisons }: SingleReportFile): readonly string[] {
  const body =
    report.kind === 'layout'
      ? layoutText(report)
      : report.kind === 'run'
        ? runText(report)
        : pointText(report)
  return [body, ...(comparisons === undefined ? [] : ['', comparisonText(comparisons)])]
}

function layoutText({ flows, resources, totalGbps }: LayoutReportJson): string {
  const hasHosts = new Set(flows.map(({ host }) => host)).size > 1
  const rows = flows.map((flow) => [
    ...(hasHosts ? [flow.host] : []),
    flow.vm,
    flow.port,
    bandText(flow.gbps),
    bandText(flow.mpps),
    bandText(flow.hostCores),
    flow.latency === null ? '-' : number(flow.latency.p50Us.value),
    flow.latency === null ? '-' : number(flow.latency.p99Us.value),
    flow.bottleneck.label,
    flow.next?.label ?? '-'
  ])
  return [
    table(
      [
        ...(hasHosts ? ['HOST'] : []),
        'VM',
        'PORT',
        'GBIT/S',
        'MPPS',
        'HOST CORES',
        'P50 US',
        'P99 US',
        'LIMITED BY',
        'NEXT'
      ],
      rows
    ),
    `all flows: ${number(totalGbps)} Gbit/s of frames`,
    '',
    resourceText(resources)
  ].join('\n')
}

function runText({ flows, resources, totalGbps, seed, timeline, trace }: RunReportJson): string {
  const rows = flows.map((flow) => [
    flow.vm,
    number(flow.gbps),
    number(flow.mpps),
    String(flow.sent),
    String(flow.dropped),
    ...latencyCells(flow.latency),
    flow.drops[0]?.label ?? '-'
  ])
  const head = [
    'VM',
    'GBIT/S',
    'MPPS',
    'SENT',
    'DROPPED',
    'MEAN US',
    'P50',
    'P99',
    'P99.9',
    'P99.99',
    'DROPPED AT'
  ]
  return [
    table(head, rows),
    `all flows: ${number(totalGbps)} Gbit/s of frames; seed ${seed}`,
    '',
    resourceText(resources),
    ...(timeline.length === 0 ? [] : ['', timelineText(timeline)]),
    ...(trace.length === 0 ? [] : ['', traceText(trace)])
  ].join('\n')
}

const timelineText = (timeline: RunReportJson['timeline']): string =>
  table(
    ['AT MS', 'EVENT', 'WHAT'],
    timeline.map(({ atNs, event, text }) => [number(atNs / 1e6), event, text])
  )

/** The packet that was followed; times between stations belong to no stage. */
const traceText = (trace: RunReportJson['trace']): string =>
  table(
    ['AT US', 'STAGE', 'WAITED NS', 'WORKED NS', 'THEN NS'],
    trace.map(({ arrivedNs, beganNs, doneNs, nextNs, label }) => [
      number(arrivedNs / 1000),
      label,
      String(beganNs - arrivedNs),
      String(doneNs - beganNs),
      String(nextNs - doneNs)
    ])
  )

const latencyCells = (latency: LatencySummary | null): readonly string[] =>
  latency === null
    ? ['-', '-', '-', '-', '-']
    : [latency.meanNs, latency.p50Ns, latency.p99Ns, latency.p999Ns, latency.p9999Ns].map((ns) =>
        number(ns / 1000)
      )

/** The host is told where there are several. */
function resourceText(
  resources: readonly {
    readonly kind: string
    readonly label: string
    readonly utilisation: number
    readonly host?: string
  }[]
): string {
  const hasHosts = new Set(resources.map(({ host }) => host)).size > 1
  return table(
    [...(hasHosts ? ['HOST'] : []), 'RESOURCE', 'KIND', 'USED'],
    resources.map(({ kind, label, utilisation, host = '-' }) => [
      ...(hasHosts ? [host] : []),
      label,
      kind,
      `${(utilisation * 100).toFixed(0)} %`
    ])
  )
}

function pointText({ figures, outcomes, notes }: PointReport): string {
  const lines = [
    ...figures.map(({ label, unit, band }) => [label, bandText(band), unit === '1' ? '' : unit]),
    ...outcomes.map(({ label, text }) => [label, text, ''])
  ]
  return [table(['WHAT', 'VALUE', 'UNIT'], lines), ...notes.map((note) => `note: ${note}`)].join('\n')
}

const comparisonText = (comparisons: NonNullable<SingleReportFile['comparisons']>): string =>
  table(
    ['MEASURED', 'METRIC', 'VALUE', 'UNIT', 'PREDICTED', 'ERROR', 'IN RANGE'],
    comparisons.map(({ measured, predicted, error, isInRange }) => [
      `${measured.source}: ${measured.context.what}`,
      measured.context.layer === null ? measured.metric : `${measured.metric}, ${measured.context.layer}`,
      number(measured.value),
      measured.unit,
      predicted === null ? '-' : bandText(predicted.band),
      error === null ? '-' : `${error > 0 ? '+' : ''}${(error * 100).toFixed(1)} %`,
      isInRange === null ? '-' : isInRange ? 'yes' : 'no'
    ])
  )
