/**
 * What may happen to hardware and drivers during a run, what it does to the packets, and how it reads on a time line.
 *
 * Modelled: a reset function loses what it has on its way and stays silent until Linux goes on with it; a reset PF takes
 * all its functions with it until its VFs are made again; functions do not exist before their VFs are enabled; a port
 * without link begins no frame; the PF driver answers mailbox requests one at a time, and a VF driver gives a request
 * up after a second (2000 tries of 500 us, linux ixgbevf). Left out: retries of drivers, renegotiation of links.
 */
import { nicPresets } from './calibration/nic-presets.ts'
import type { Values } from './calibration/parameters.ts'
import { vfCreationTime } from './device/vf-creation.ts'
import type { Interruption } from './engine/flow-network.ts'
import type { CompiledLayout } from './layout/compile.ts'

interface OnPort {
  readonly host: string
  readonly port: string
  readonly atNs: number
}

/** Something that happens during a run; times in ns from its start. Flows are numbered as in the report. */
export type RunEvent =
  /** FLR of the VF: its frames are lost until it is ready again, by default for `ctrl.flrWait`. */
  | { readonly kind: 'vf-reset'; readonly flow: number; readonly atNs: number; readonly durationNs?: number }
  /** The port has no link: nothing leaves or enters. */
  | ({ readonly kind: 'link-down'; readonly durationNs: number } & OnPort)
  /** The PF is reset: all its VFs are gone. By default until FLR is over and its driver has made them again. */
  | ({ readonly kind: 'pf-reset'; readonly durationNs?: number } & OnPort)
  /** The port's VFs are enabled: they send nothing before, nor until all are made. */
  | ({ readonly kind: 'vf-enable' } & OnPort)
  /** VFs of the port ask the PF `requests` things at once; each takes it `requestNs`, of which no measurement is public. */
  | ({ readonly kind: 'mailbox-storm'; readonly requests: number; readonly requestNs: number } & OnPort)

/** One line of what happened, in order of time. */
export interface TimelineEntry {
  readonly atNs: number
  readonly event: RunEvent['kind']
  readonly text: string
  /** Flows that it hits; empty for what the data path does not notice. */
  readonly flows: readonly number[]
}

/** A VF driver gives up an unanswered request after this long. */
const MAILBOX_TIMEOUT_NS = 1_000_000_000

/** What an event does to packets, and its lines. */
export interface EventEffect {
  readonly interruptions: readonly Interruption[]
  readonly timeline: readonly TimelineEntry[]
}

/** Works an event out. One that names a port that the layout does not have changes nothing and has no lines. */
export function eventEffect(event: RunEvent, compiled: CompiledLayout, values: Values): EventEffect {
  if (event.kind === 'vf-reset') {
    const durationNs = event.durationNs ?? flrNs(values)
    return silence(event, [event.flow], event.atNs, durationNs, ['VF reset', 'VF ready again'])
  }
  const port = compiled.resources.find(
    ({ host, port: at }) => host.id === event.host && at?.id === event.port
  )?.port
  if (port === undefined || port === null) return { interruptions: [], timeline: [] }
  const on = flowsOn(event, compiled)
  const makingNs = vfCreationTime(nicPresets[port.nic].driver, on.vfs.length, values).seconds * 1e9
  switch (event.kind) {
    case 'pf-reset': {
      const durationNs = event.durationNs ?? Math.round(flrNs(values) + makingNs)
      return silence(event, on.functions, event.atNs, durationNs, [
        `PF ${port.label} reset, its ${on.vfs.length} VFs are gone`,
        `PF ${port.label} and its VFs ready again`
      ])
    }
    case 'vf-enable': {
      const { interruptions } = silence(event, on.vfs, 0, Math.round(event.atNs + makingNs), ['', ''])
      const line = (atNs: number, text: string): TimelineEntry => ({
        atNs,
        event: event.kind,
        text,
        flows: on.vfs
      })
      return {
        interruptions,
        timeline: [
          line(event.atNs, `${on.vfs.length} VFs enabled on ${port.label}`),
          line(Math.round(event.atNs + makingNs), `VFs of ${port.label} made`)
        ]
      }
    }
    case 'link-down': {
      const stations = compiled.resources.flatMap(({ kind, host, port: at }, station) =>
        host.id === event.host && at?.id === event.port && kind.startsWith('wire-') ? [station] : []
      )
      const { atNs, durationNs } = event
      const lines = silence(event, on.all, atNs, durationNs, [
        `link of ${port.label} down`,
        `link of ${port.label} up`
      ])
      return {
        interruptions: stations.map((station) => ({ kind: 'station-down', station, atNs, durationNs })),
        timeline: lines.timeline
      }
    }
    case 'mailbox-storm':
      return { interruptions: [], timeline: mailboxLines(event, port.label) }
  }
}

function silence(
  { kind }: RunEvent,
  flows: readonly number[],
  atNs: number,
  durationNs: number,
  [begin, end]: readonly [string, string]
): EventEffect {
  return {
    interruptions: flows.map((flow) => ({ kind: 'flow-reset', flow, atNs, durationNs })),
    timeline: [
      { atNs, event: kind, text: begin, flows },
      { atNs: atNs + durationNs, event: kind, text: end, flows }
    ]
  }
}

function mailboxLines(
  { kind, atNs, requests, requestNs }: Extract<RunEvent, { kind: 'mailbox-storm' }>,
  label: string
): readonly TimelineEntry[] {
  const answered = Math.min(requests, Math.floor(MAILBOX_TIMEOUT_NS / requestNs))
  const endNs = atNs + Math.min(requests * requestNs, MAILBOX_TIMEOUT_NS)
  const lost = requests - answered
  return [
    { atNs, event: kind, text: `${requests} mailbox requests to ${label}`, flows: [] },
    {
      atNs: endNs,
      event: kind,
      text: `${label} answered ${answered} mailbox requests${lost > 0 ? `, ${lost} timed out` : ''}`,
      flows: []
    }
  ]
}

/** Flows of a port: all, those of its hardware functions, and of these its VFs. */
function flowsOn(
  { host, port }: OnPort,
  { flows, classes }: CompiledLayout
): Readonly<Record<'all' | 'functions' | 'vfs', readonly number[]>> {
  const all = flows.flatMap((flow, f) =>
    flow.fn.port === port && classes[flow.class]?.host.id === host ? [f] : []
  )
  const by = (isOf: (method: string | undefined) => boolean): readonly number[] =>
    all.filter((f) => isOf(flows[f]?.fn.method))
  return { all, functions: by((method) => method !== 'virtio'), vfs: by((method) => method === 'sriov') }
}

const flrNs = (values: Values): number => values['ctrl.flrWait'] * 1e6
