/** Queue depths and events of a run as a chart shows them. */
import type { ResourceKind } from '#shared/simulate/types.ts'
import type { ChartEvent } from '../../ui/charts/series.ts'
import type { ResourceRun } from '#shared/simulate/run/run-json.ts'
import type { RunResult } from '#shared/simulate/what-if/job.ts'

export const NS_PER_MS = 1e6
/** Longest run that can be asked for here, ms of simulated time. */
export const MOST_RUN_MS = 1000

const SHORT: Readonly<Record<ResourceKind, string>> = {
  'wire-out': 'wire, sending',
  'wire-in': 'wire, receiving',
  'port-rate': 'frame rate of the port',
  'queue-rate': 'queues of the VF',
  'pcie-up': 'PCIe to the host',
  'pcie-down': 'PCIe to the device',
  'iommu-walker': 'IOMMU',
  memory: 'memory',
  'switch-core': 'switch cores',
  'vhost-thread': 'vhost thread',
  'guest-core': 'guest',
  'rate-limit': 'rate limit',
  demand: 'demand'
}

/** One line of the chart. */
export interface Queue {
  readonly label: string
  readonly depths: readonly number[]
}

/**
 * Where most were at one time, under names that fit into a legend; none that was always empty. Requests that wait for
 * a PF driver are counted beside packets.
 */
export function fullestQueues({ resources, mailboxes }: RunResult, most: number): readonly Queue[] {
  const peakOf = ({ depths }: Queue): number => Math.max(0, ...depths)
  const waiting = mailboxes.map(({ label, waiting }): Queue => ({ label, depths: waiting }))
  const used = resources
    .filter((resource) => peakOf(resource) > 0)
    .sort((a, b) => peakOf(b) - peakOf(a))
    .slice(0, most - waiting.length)
  const isOnly = ({ kind }: ResourceRun): boolean => used.filter((each) => each.kind === kind).length === 1
  return [
    ...used.map((one): Queue => ({
      label: isOnly(one) ? SHORT[one.kind] : one.label,
      depths: one.depths
    })),
    ...waiting.filter((queue) => peakOf(queue) > 0)
  ]
}

/** One line of the time line. */
export interface TimelineLine {
  readonly number: number
  readonly ms: number
  readonly text: string
}

/** The time line, numbered in order of time. */
export const timelineLines = ({ timeline }: RunResult): readonly TimelineLine[] =>
  timeline.map(({ atNs, text }, at) => ({ number: at + 1, ms: atNs / NS_PER_MS, text }))

/** The same as marks of a chart; what happens at one time is one mark. */
export function eventMarks(lines: readonly TimelineLine[]): readonly ChartEvent[] {
  const marks = new Map<number, number[]>()
  for (const { ms, number } of lines) marks.set(ms, [...(marks.get(ms) ?? []), number])
  return [...marks].map(([x, numbers]) => ({ x, number: numbers.join(', ') }))
}
