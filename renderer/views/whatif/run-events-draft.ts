/** Events of a run as they are put together in the window, and what the simulator makes of them. */
import { NS_PER_MS } from './queue-depths.ts'
import { layoutName, type LayoutScenario } from '#shared/simulate/layout/layout.ts'
import type { RunEvent } from '#shared/simulate/run/run-events.ts'

export type EventKind = RunEvent['kind']

/** One event. Fields that its kind has no use for keep their value, so that changing the kind and back loses nothing. */
export interface EventDraft {
  readonly id: number
  readonly kind: EventKind
  /** For a function reset: number of the flow. */
  readonly flow: number
  /** For all others: a port as `portTargets` names it; '' = the first. */
  readonly port: string
  /** From the beginning of the run, ms. */
  readonly atMs: number
  /** How long it lasts, ms; null = as long as hardware and driver take. */
  readonly forMs: number | null
  readonly requests: number
  /** Time that the PF driver takes for one mailbox request, us. */
  readonly requestUs: number
}

/** What a draft holds for kinds that do not need it. */
const FRESH = { flow: 0, port: '', forMs: 1, requests: 64, requestUs: 100 } as const

/** A new event: a function reset of the first VM, at and for some time, ms. */
export const freshDraft = (id: number, ms: number): EventDraft => ({
  ...FRESH,
  id,
  kind: 'vf-reset',
  atMs: ms,
  forMs: ms
})

/** An event out of a file as a draft; its number is its place. */
export function draftOf(event: RunEvent, at: number): EventDraft {
  const draft = { ...FRESH, id: at + 1, kind: event.kind, atMs: event.atNs / NS_PER_MS }
  const port = 'host' in event ? `${event.host}${SEPARATOR}${event.port}` : ''
  const forMs = 'durationNs' in event && event.durationNs !== undefined ? event.durationNs / NS_PER_MS : null
  switch (event.kind) {
    case 'vf-reset':
      return { ...draft, flow: event.flow, forMs }
    case 'link-down':
    case 'pf-reset':
      return { ...draft, port, forMs }
    case 'vf-enable':
      return { ...draft, port }
    case 'mailbox-storm':
      return { ...draft, port, requests: event.requests, requestUs: event.requestNs / 1000 }
  }
}

/** Names of the kinds in menus. */
export const eventNames: Readonly<Record<EventKind, string>> = {
  'vf-reset': 'function reset (FLR)',
  'link-down': 'link down',
  'pf-reset': 'PF reset',
  'vf-enable': 'VFs enabled',
  'mailbox-storm': 'mailbox storm'
}

/** A link stays down until something is done about it; the others have a time of their own, or none. */
export const canTakeItsTime = (kind: EventKind): boolean => kind === 'vf-reset' || kind === 'pf-reset'
/** Whether the kind has a length that can be set. */
export const hasLength = (kind: EventKind): boolean => canTakeItsTime(kind) || kind === 'link-down'

/** Something that can be hit. */
export interface EventTarget {
  readonly value: string
  readonly label: string
}

/** Functions of a layout by number of their flow. */
export function flowTargets(layout: LayoutScenario): readonly EventTarget[] {
  let flow = 0
  return layout.hosts.flatMap(({ vms, ports }) =>
    vms.flatMap((vm) =>
      vm.functions.map((fn, at): EventTarget => {
        const port = ports.find(({ id }) => id === fn.port)
        const which = vm.functions.length > 1 ? `, function ${at + 1} on ${port?.label ?? fn.port}` : ''
        return { value: String(flow++), label: `${layoutName(vm)}${which}` }
      })
    )
  )
}

/** Between host and port; both may have any other character in their ids. */
const SEPARATOR = '\n'

/** Ports of a layout. */
export const portTargets = ({ hosts }: LayoutScenario): readonly EventTarget[] =>
  hosts.flatMap((host) =>
    host.ports.map((port) => ({
      value: `${host.id}${SEPARATOR}${port.id}`,
      label: hosts.length > 1 ? `${port.label} of ${layoutName(host)}` : port.label
    }))
  )

/**
 * What a layout's run takes. A function reset of a VM that has no function of the device (virtio), and of one that the
 * layout does not have, is left out: there is nothing to reset.
 */
export function eventsFor(drafts: readonly EventDraft[], layout: LayoutScenario): readonly RunEvent[] {
  const methods = layout.hosts.flatMap(({ vms }) =>
    vms.flatMap(({ functions }) => functions.map(({ method }) => method))
  )
  const [first] = portTargets(layout)
  return drafts.flatMap((draft): readonly RunEvent[] => {
    const atNs = Math.round(draft.atMs * NS_PER_MS)
    const length =
      draft.forMs === null ? {} : { durationNs: Math.max(1, Math.round(draft.forMs * NS_PER_MS)) }
    if (draft.kind === 'vf-reset') {
      const method = methods[draft.flow]
      return method === undefined || method === 'virtio'
        ? []
        : [{ kind: 'vf-reset', flow: draft.flow, atNs, ...length }]
    }
    const on = draft.port === '' ? (first?.value ?? '') : draft.port
    const [host = '', port = ''] = on.split(SEPARATOR)
    const where = { host, port, atNs }
    switch (draft.kind) {
      case 'link-down':
        return [{ kind: 'link-down', ...where, durationNs: length.durationNs ?? NS_PER_MS }]
      case 'pf-reset':
        return [{ kind: 'pf-reset', ...where, ...length }]
      case 'vf-enable':
        return [{ kind: 'vf-enable', ...where }]
      case 'mailbox-storm':
        return [
          {
            kind: 'mailbox-storm',
            ...where,
            requests: draft.requests,
            requestNs: Math.round(draft.requestUs * 1000)
          }
        ]
    }
  })
}
