/**
 * What the events of a run do to packets and to the mailboxes of PFs.
 *
 * Modelled: a reset function loses what it has on its way and stays silent until Linux and its driver go on with it; a
 * reset PF takes all its VFs with it until they are made again, and what goes over the PF itself until FLR is over; VFs
 * do not exist before they are enabled and made; a port without link begins no frame. Before a VF is back, its driver
 * asks the PF, and waits behind all requests that others sent before (mailbox-line.ts); where no answer comes in time it
 * gives up, and the VF stays silent. Flows that pass a function on their way are hit like those that begin there.
 * Left out: retries of drivers, renegotiation of links, several requests of one VF.
 */
import { nicPresets } from '../presets/nic-presets.ts'
import type { Values } from '../../calibration/parameters.ts'
import { vfCreationTime } from '../../drivers/vf-creation.ts'
import type { Interruption } from '../engine/flow-network.ts'
import type { CompiledLayout } from '../flows/compile.ts'
import { shortNumber } from '../flows/labels.ts'
import type { LayoutPort, LayoutScenario } from '../layout/layout.ts'
import { flowVisits, type Visit } from '../layout/flow-hops.ts'
import { MAILBOX_TIMEOUT_NS, MailboxLine } from './mailbox-line.ts'
import type { RunEvent, TimelineEntry } from './run-events.ts'

/** The mailboxes of a port's VFs, which one driver answers. */
export interface PortMailbox {
  readonly host: string
  readonly port: LayoutPort
  readonly line: MailboxLine
}

/** What all events of a run do. */
export interface EventEffects {
  readonly interruptions: readonly Interruption[]
  /** In order of time. */
  readonly timeline: readonly TimelineEntry[]
  /** Of ports whose VFs ask for something; in order of their first event. */
  readonly mailboxes: readonly PortMailbox[]
}

/** Works all events out. One that names a port or a flow that the layout does not have changes nothing. */
export function eventEffects(
  events: readonly RunEvent[],
  scenario: LayoutScenario,
  compiled: CompiledLayout,
  values: Values
): EventEffects {
  const inOrder = [...events].sort((a, b) => a.atNs - b.atNs)
  const effects = new Effects(scenario, compiled, values)
  // What drivers ask later waits behind requests of events that come later.
  for (const event of inOrder) effects.addToMailboxes(event)
  for (const event of inOrder) effects.add(event)
  return effects.all()
}

class Effects {
  private readonly scenario: LayoutScenario
  private readonly compiled: CompiledLayout
  private readonly values: Values
  private readonly visits: readonly (readonly Visit[])[]
  private readonly mailboxes: PortMailbox[] = []
  private readonly interruptions: Interruption[] = []
  private readonly timeline: TimelineEntry[] = []

  constructor(scenario: LayoutScenario, compiled: CompiledLayout, values: Values) {
    this.scenario = scenario
    this.compiled = compiled
    this.values = values
    this.visits = flowVisits(scenario)
  }

  all(): EventEffects {
    for (const { port, line } of this.mailboxes) this.tellRequests(port, line)
    const timeline = [...this.timeline].sort((a, b) => a.atNs - b.atNs)
    return { interruptions: this.interruptions, timeline, mailboxes: this.mailboxes }
  }

  addToMailboxes(event: RunEvent): void {
    if (event.kind !== 'mailbox-storm' && event.kind !== 'pf-reset') return
    const port = this.findPort(event.host, event.port)
    if (port === undefined) return
    const { line } = this.mailboxOf(event.host, port)
    if (event.kind === 'pf-reset') line.reset(event.atNs, event.atNs + this.pfResetNs(event, port))
    else line.storm(event.atNs, event.requests, event.requestNs)
  }

  add(event: RunEvent): void {
    if (event.kind === 'vf-reset') {
      this.resetFunction(event)
      return
    }
    const port = this.findPort(event.host, event.port)
    if (port === undefined) return
    switch (event.kind) {
      case 'pf-reset':
        this.resetPf(event, port)
        return
      case 'vf-enable':
        this.enable(event, port)
        return
      case 'link-down':
        this.takeLinkDown(event, port)
        return
      case 'mailbox-storm':
        this.tell(event.kind, event.atNs, `${event.requests} mailbox requests to ${port.label}`, [])
    }
  }

  private resetFunction({ kind, flow, atNs, durationNs }: Extract<RunEvent, { kind: 'vf-reset' }>): void {
    const at = this.visits[flow]?.[0]
    if (at === undefined || at.method === 'virtio') return
    const port = this.findPort(at.host, at.port)
    const flows = this.flowsWhere(({ function: number }) => number === flow)
    const name = at.method === 'sriov' ? 'VF' : 'function'
    this.tell(kind, atNs, `${name} reset`, flows)
    const upNs = atNs + (durationNs ?? this.flrNs)
    if (at.method === 'sriov' && port !== undefined)
      this.bringUp(kind, flows, atNs, upNs, this.mailboxOf(at.host, port).line, 'VF ready again')
    else {
      this.silence(flows, atNs, upNs)
      this.tell(kind, upNs, `${name} ready again`, flows)
    }
  }

  private resetPf(event: Extract<RunEvent, { kind: 'pf-reset' }>, port: LayoutPort): void {
    const { kind, host, atNs } = event
    const { flows, vfs } = this.on(host, port)
    const upNs = atNs + this.pfResetNs(event, port)
    const { line } = this.mailboxOf(host, port)
    this.tell(kind, atNs, `PF ${port.label} reset, its ${vfs.functions} VFs are gone`, flows)
    const others = flows.filter((flow) => !vfs.flows.includes(flow))
    const pfUpNs = Math.min(upNs, atNs + this.flrNs)
    if (others.length > 0) {
      this.silence(others, atNs, pfUpNs)
      this.tell(kind, pfUpNs, `PF ${port.label} ready again`, others)
    }
    if (vfs.functions > 0) this.bringUp(kind, vfs.flows, atNs, upNs, line, `VFs of ${port.label} ready again`)
  }

  private enable({ kind, host, atNs }: Extract<RunEvent, { kind: 'vf-enable' }>, port: LayoutPort): void {
    const { vfs } = this.on(host, port)
    const madeNs = Math.round(atNs + this.makingNs(port, vfs.functions))
    this.tell(kind, atNs, `${vfs.functions} VFs enabled on ${port.label}`, vfs.flows)
    this.bringUp(kind, vfs.flows, 0, madeNs, this.mailboxOf(host, port).line, `VFs of ${port.label} made`)
  }

  private takeLinkDown(event: Extract<RunEvent, { kind: 'link-down' }>, port: LayoutPort): void {
    const { kind, host, atNs, durationNs } = event
    const { resources, flows, classes } = this.compiled
    const stations = resources.flatMap((resource, station) =>
      resource.host.id === host && resource.port === port && resource.kind.startsWith('wire-')
        ? [station]
        : []
    )
    const hit = flows.flatMap((flow, f) =>
      classes[flow.class]?.path.stages.some(({ resource }) => stations.includes(resource)) ? [f] : []
    )
    for (const station of stations)
      this.interruptions.push({ kind: 'station-down', station, atNs, durationNs })
    this.tell(kind, atNs, `link of ${port.label} down`, hit)
    this.tell(kind, atNs + durationNs, `link of ${port.label} up`, hit)
  }

  /** VFs are silent from `fromNs`, exist again at `atNs`, and send as soon as the PF has answered their drivers. */
  private bringUp(
    kind: RunEvent['kind'],
    flows: readonly number[],
    fromNs: number,
    atNs: number,
    line: MailboxLine,
    text: string
  ): void {
    const readyNs = line.answerNs(atNs)
    this.silence(flows, fromNs, readyNs ?? Infinity)
    if (readyNs === null)
      this.tell(
        kind,
        atNs + MAILBOX_TIMEOUT_NS,
        'no answer from the PF within 1 s: the VF driver gave up',
        flows
      )
    else {
      const waited = readyNs > atNs ? `, ${milliseconds(readyNs - atNs)} behind other mailbox requests` : ''
      this.tell(kind, readyNs, `${text}${waited}`, flows)
    }
  }

  private tellRequests({ label }: LayoutPort, line: MailboxLine): void {
    for (const { storm, answered, lastNs } of line.outcomes()) {
      const lost = storm.requests - answered
      const took = answered === 0 ? '' : `, the last after ${milliseconds(lastNs - storm.atNs)}`
      const timedOut = lost > 0 ? `; ${lost} timed out` : ''
      const atNs = lost > 0 ? storm.atNs + MAILBOX_TIMEOUT_NS : lastNs
      this.tell('mailbox-storm', atNs, `${label} answered ${answered} mailbox requests${took}${timedOut}`, [])
    }
  }

  private silence(flows: readonly number[], fromNs: number, untilNs: number): void {
    for (const flow of flows)
      this.interruptions.push({ kind: 'flow-reset', flow, atNs: fromNs, durationNs: untilNs - fromNs })
  }

  private tell(event: RunEvent['kind'], atNs: number, text: string, flows: readonly number[]): void {
    this.timeline.push({ event, atNs, text, flows })
  }

  private mailboxOf(host: string, port: LayoutPort): PortMailbox {
    const known = this.mailboxes.find((each) => each.host === host && each.port === port)
    if (known !== undefined) return known
    const made = { host, port, line: new MailboxLine() }
    this.mailboxes.push(made)
    return made
  }

  private findPort(host: string, port: string): LayoutPort | undefined {
    return this.scenario.hosts.find(({ id }) => id === host)?.ports.find(({ id }) => id === port)
  }

  private flowsWhere(isHit: (visit: Visit) => boolean): readonly number[] {
    return this.visits.flatMap((visits, flow) => (visits.some(isHit) ? [flow] : []))
  }

  /** Flows that pass functions of a port, and those that pass its VFs. */
  private on(
    host: string,
    port: LayoutPort
  ): {
    readonly flows: readonly number[]
    readonly vfs: { readonly functions: number; readonly flows: readonly number[] }
  } {
    const isHere = (visit: Visit): boolean => visit.host === host && visit.port === port.id
    const isVf = (visit: Visit): boolean => isHere(visit) && visit.method === 'sriov'
    const functions = this.visits.filter(([first]) => first !== undefined && isVf(first)).length
    return { flows: this.flowsWhere(isHere), vfs: { functions, flows: this.flowsWhere(isVf) } }
  }

  private pfResetNs(event: Extract<RunEvent, { kind: 'pf-reset' }>, port: LayoutPort): number {
    const { functions } = this.on(event.host, port).vfs
    return event.durationNs ?? Math.round(this.flrNs + this.makingNs(port, functions))
  }

  private makingNs(port: LayoutPort, vfs: number): number {
    return vfCreationTime(nicPresets[port.nic].driver, vfs, this.values).seconds * 1e9
  }

  private get flrNs(): number {
    return this.values['ctrl.flrWait'] * 1e6
  }
}

const milliseconds = (ns: number): string => `${shortNumber(ns / 1e6)} ms`
