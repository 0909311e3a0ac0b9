/** A run of the simulator as a plain answer: what a worker can send and a view can show. */
import { withOverrides, type Values } from '../../calibration/parameters.ts'
import { Histogram } from '../engine/histogram.ts'
import { compileLayout } from '../flows/compile.ts'
import { resourceLabel } from '../flows/labels.ts'
import { run, type RunReport } from '../run/run.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { atLoad, durationFor, totalMpps } from './offered-load.ts'
import { QUANTILE_SHARES, type DropCause, type RunJob, type RunLength, type RunResult } from './job.ts'

/** Runs the job; `onProgress` gets the share that is done. */
export function runResult(job: RunJob, onProgress: (share: number) => void): RunResult {
  const { parameters = {}, loadShare, seed, events = [], follow } = job
  const scenario = loadShare === undefined ? job.scenario : atLoad(job.scenario, loadShare, parameters)
  const values = withOverrides(parameters)
  const report = run(
    scenario,
    {
      seed,
      ...timesOf(job.length, scenario, parameters),
      events,
      onProgress,
      ...(follow === null ? {} : { trace: follow })
    },
    values
  )
  const labelOf = (port: string): string =>
    scenario.hosts.flatMap(({ ports }) => ports).find(({ id }) => id === port)?.label ?? port
  return {
    kind: 'run',
    flows: report.flows.map(({ vm, mpps, gbps, counts: { sent, received, dropped, inFlight } }) => ({
      vm,
      mpps,
      gbps,
      sent,
      received,
      dropped,
      inFlight
    })),
    drops: dropCauses(report),
    quantiles: quantiles(report),
    hops: report.trace.map(({ kind, label, arrivedNs, beganNs, doneNs }) => ({
      resource: kind,
      label,
      arrivedNs,
      beganNs,
      doneNs
    })),
    resources: compileLayout(scenario, values).resources.map((resource, r) => ({
      kind: resource.kind,
      label: resourceLabel(resource, 0),
      utilisation: report.utilisation[r] ?? 0,
      depths: report.depths.packets[r] ?? []
    })),
    mailboxes: report.mailboxes.map(({ port, waiting }) => ({
      label: `mailbox of ${labelOf(port)}`,
      waiting
    })),
    depthsEveryNs: report.depths.everyNs,
    timeline: report.timeline
  }
}

function timesOf(
  length: RunLength,
  scenario: LayoutScenario,
  parameters: Partial<Values>
): Extract<RunLength, { durationNs: number }> {
  if (!('frames' in length)) return length
  const durationNs = durationFor(totalMpps(scenario, parameters), length.frames)
  return { durationNs, warmUpNs: Math.round(durationNs / 5) }
}

function quantiles({ flows }: RunReport): RunResult['quantiles'] {
  const all = new Histogram()
  for (const { latencyNs } of flows) all.merge(latencyNs)
  return all.count === 0 ? [] : QUANTILE_SHARES.map((share) => ({ share, ns: all.percentile(share) }))
}

/** All flows together, the most first. */
function dropCauses({ flows }: RunReport): readonly DropCause[] {
  const causes = new Map<string, number>()
  for (const { drops } of flows)
    for (const { reason, label, packets } of drops) {
      const cause = reason === 'full' ? `ring full in front of ${label}` : 'lost while the function was reset'
      causes.set(cause, (causes.get(cause) ?? 0) + packets)
    }
  return [...causes].map(([cause, frames]) => ({ cause, frames })).sort((a, b) => b.frames - a.frames)
}
