import { describe, expect, it } from 'vitest'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { runResult } from '#shared/simulate/what-if/run-result.ts'
import { byMethod } from '#shared/simulate/what-if/layout-of.ts'
import {
  canTakeItsTime,
  draftOf,
  eventNames,
  eventsFor,
  flowTargets,
  hasLength,
  portTargets,
  type EventDraft,
  type EventKind
} from './run-events-draft.ts'

const layout = oneVm(5)
const draft = (kind: EventKind, changes: Partial<EventDraft> = {}): EventDraft => ({
  id: 1,
  kind,
  flow: 0,
  port: '',
  atMs: 2,
  forMs: 3,
  requests: 10,
  requestUs: 100,
  ...changes
})

describe('events of a run', () => {
  it('name the first port where none was chosen, with times in ns', () => {
    expect(eventsFor([draft('link-down')], layout)).toEqual([
      { kind: 'link-down', host: 'host', port: 'port', atNs: 2e6, durationNs: 3e6 }
    ])
  })

  it('last as long as hardware takes where no length is set', () => {
    expect(eventsFor([draft('vf-reset', { forMs: null })], layout)).toEqual([
      { kind: 'vf-reset', flow: 0, atNs: 2e6 }
    ])
  })

  it('reset nothing where a VM has no function of the device', () => {
    expect(eventsFor([draft('vf-reset')], byMethod(layout, 'virtio'))).toEqual([])
    expect(eventsFor([draft('vf-reset', { flow: 7 })], layout)).toEqual([])
  })

  it.each(Object.keys(eventNames) as EventKind[])('%s is on the time line of its run', (kind) => {
    const { timeline } = runResult(
      {
        kind: 'run',
        scenario: layout,
        seed: 1,
        length: { durationNs: 10_000_000, warmUpNs: 0 },
        events: eventsFor([draft(kind)], layout),
        follow: null
      },
      () => undefined
    )
    expect(timeline[0]).toMatchObject({ event: kind, atNs: 2e6 })
  })

  it('have a length that can be set where they have one at all', () => {
    expect((Object.keys(eventNames) as EventKind[]).filter(hasLength)).toEqual([
      'vf-reset',
      'link-down',
      'pf-reset'
    ])
    expect(canTakeItsTime('link-down')).toBe(false)
  })

  it('out of a file are the same events again', () => {
    const events = (Object.keys(eventNames) as EventKind[]).flatMap((kind) =>
      eventsFor([draft(kind), draft(kind, { forMs: null, atMs: 0.5 })], layout)
    )
    expect(events.length).toBeGreaterThan(8)
    expect(eventsFor(events.map(draftOf), layout)).toEqual(events)
  })

  it('hit functions and ports by names that people know', () => {
    const named = {
      ...layout,
      hosts: layout.hosts.map((host) => ({ ...host, vms: host.vms.map((vm) => ({ ...vm, label: 'web1' })) }))
    }
    expect(flowTargets(named)).toEqual([{ value: '0', label: 'web1' }])
    const [port] = portTargets(layout)
    expect(port?.label).toBe('port')
    const chosen = draft('link-down', { port: port?.value ?? '' })
    expect(eventsFor([chosen], layout)[0]).toMatchObject({ host: 'host', port: 'port' })
  })
})
