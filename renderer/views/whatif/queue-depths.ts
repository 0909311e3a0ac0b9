/** Queue depths and events of a run as a chart shows them. */
import type { ResourceKind } from '#shared/simulate/types.ts'
import type { ChartEvent } from '../../charts/series.ts'
import type { ResourceRun, RunResult } from '../../simulate-worker/protocol.ts'

export const NS_PER_MS = 1e6

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

/** The resources at which most packets were at one time, under names that fit into a legend; none that was always empty. */
export function fullestQueues({ resources }: RunResult, most: number): readonly ResourceRun[] {
  const used = resources
    .map((resource) => ({ resource, peak: Math.max(0, ...resource.depths) }))
    .filter(({ peak }) => peak > 0)
    .sort((a, b) => b.peak - a.peak)
    .slice(0, most)
    .map(({ resource }) => resource)
  const isOnly = ({ kind }: ResourceRun): boolean => used.filter((each) => each.kind === kind).length === 1
  return used.map((resource) => (isOnly(resource) ? { ...resource, label: SHORT[resource.kind] } : resource))
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
