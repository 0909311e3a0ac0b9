import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { testLayout, testLayoutHost, testVf, testVm } from '../layout/test-layout.ts'
import type { LayoutScenario } from '../layout/layout.ts'
import { runEventSchema } from '../scenario/run-event-schema.ts'
import type { RunEvent } from './run-events.ts'
import { run, type RunReport } from './run.ts'

const MS = 1_000_000
const SLOWLY = { offeredMpps: 0.1 }

/** A VF, a guest of the software switch, and a VF of the other port, all quiet enough that nothing is full. */
const layout = testLayout(
  testLayoutHost('h', [
    testVm('vf', [testVf({}, SLOWLY)]),
    testVm('soft', [testVf({ method: 'virtio' }, SLOWLY)]),
    testVm('other', [testVf({ port: 'p1' }, SLOWLY)])
  ])
)

const onPort = { host: 'h', port: 'p0', atNs: 50 * MS }
const storm = { kind: 'mailbox-storm', ...onPort, requests: 64, requestNs: 2 * MS } as const

const ran = (events: readonly RunEvent[], scenario: LayoutScenario = layout, ms = 600): RunReport =>
  run(scenario, { seed: 2, warmUpNs: 0, durationNs: ms * MS, events })

/** How long each flow lost its frames, ms, up to the noise of Poisson arrivals; 100 frames are a ms. */
function expectLostMs({ flows }: RunReport, expected: readonly number[]): void {
  flows.forEach(({ counts }, f) => {
    const ms = expected[f] ?? 0
    expect(Math.abs(counts.droppedByReset / 100 - ms), `flow ${f}`).toBeLessThanOrEqual(
      ms === 0 ? 0 : 0.02 * ms + 2
    )
  })
}

const times = ({ timeline }: RunReport): readonly (readonly [number, readonly number[]])[] =>
  timeline.map(({ atNs, flows }) => [atNs / MS, flows] as const)

describe('a reset PF', () => {
  it('takes its VFs away until they are made again, and what goes over itself until FLR is over', () => {
    const report = ran([{ kind: 'pf-reset', ...onPort }])
    // FLR 100 ms; VF enable 100 ms and 0.3 s for the VF.
    expectLostMs(report, [500, 100, 0])
    expect(times(report)).toEqual([
      [50, [0, 1]],
      [150, [1]],
      [550, [0]]
    ])
  })

  it('hits flows that only pass through one of its VFs', () => {
    const chain = testLayout(
      testLayoutHost('h', [
        testVm('sender', [
          testVf({ port: 'p1' }, { ...SLOWLY, through: [{ vm: 'nf', port: 'p0' }], to: 'wire' })
        ]),
        testVm('nf', [testVf({}, { offeredMpps: 0 })])
      ])
    )
    expectLostMs(ran([{ kind: 'pf-reset', ...onPort }], chain), [500, 0])
  })

  it('forgets the requests of a storm that it had not answered', () => {
    const report = ran([storm, { kind: 'pf-reset', ...onPort, atNs: 90 * MS }])
    // 20 of 64 were answered in 40 ms.
    expect(report.mailboxes).toMatchObject([
      { host: 'h', port: 'p0', answered: 20, timedOut: 44, longestWaitNs: 40 * MS }
    ])
  })
})

describe('VFs that are enabled', () => {
  it('send nothing before they are made', () => {
    const report = ran([{ kind: 'vf-enable', ...onPort }])
    expectLostMs(report, [450, 0, 0])
    expect(times(report)).toEqual([
      [50, [0]],
      [450, [0]]
    ])
  })
})

describe('a function reset', () => {
  it('is left alone by guests of a software switch, which have no function', () => {
    expect(ran([{ kind: 'vf-reset', flow: 1, atNs: MS }]).timeline).toEqual([])
  })

  it('needs no mailbox where a VM has the whole port', () => {
    const direct = testLayout(testLayoutHost('h', [testVm('vm', [testVf({ method: 'direct' }, SLOWLY)])]))
    const report = ran([storm, { kind: 'vf-reset', flow: 0, atNs: 60 * MS }], direct)
    expectLostMs(report, [100])
  })
})

describe('a mailbox storm', () => {
  it('is answered one by one, beside the data path', () => {
    const report = ran([storm])
    expect(report.timeline.map(({ atNs, text }) => [atNs / MS, text])).toEqual([
      [50, '64 mailbox requests to h port 0'],
      [178, 'h port 0 answered 64 mailbox requests, the last after 128 ms']
    ])
    expectLostMs(report, [0, 0, 0])
    const [mailbox] = report.mailboxes
    // Every 3 ms one or two less.
    expect(mailbox?.waiting.slice(15, 19)).toEqual([0, 64, 62, 61])
    expect(mailbox?.waiting.at(-1)).toBe(0)
  })

  it('makes VFs wait that are being set up', () => {
    const reset = { kind: 'vf-reset', flow: 0, atNs: 40 * MS, durationNs: 20 * MS } as const
    expectLostMs(ran([reset]), [20, 0, 0])
    const report = ran([reset, storm])
    // Ready at 60 ms, answered when the storm is over.
    expectLostMs(report, [140, 0, 0])
    expect(report.timeline.map(({ text }) => text)).toContain(
      'VF ready again, 118 ms behind other mailbox requests'
    )
  })

  it('makes no VF of another port wait', () => {
    const reset = { kind: 'vf-reset', flow: 2, atNs: 40 * MS, durationNs: 20 * MS } as const
    expectLostMs(ran([reset, storm]), [0, 0, 20])
  })

  it('that lasts longer than a second leaves VFs dead whose drivers gave up', () => {
    const long = { ...storm, requestNs: 40 * MS }
    const report = ran(
      [long, { kind: 'vf-reset', flow: 0, atNs: 100 * MS, durationNs: 100 * MS }],
      layout,
      3000
    )
    expectLostMs(report, [2900, 0, 0])
    expect(report.timeline.map(({ atNs, text }) => [atNs / MS, text])).toEqual([
      [50, '64 mailbox requests to h port 0'],
      [100, 'VF reset'],
      [1050, 'h port 0 answered 25 mailbox requests, the last after 1000 ms; 39 timed out'],
      [1200, 'no answer from the PF within 1 s: the VF driver gave up']
    ])
  })
})

describe('events', () => {
  it('of ports and flows that are not there change nothing', () => {
    const report = ran([
      { kind: 'pf-reset', host: 'h', port: 'p9', atNs: 1 },
      { kind: 'vf-reset', flow: 17, atNs: 1 }
    ])
    expect(report.timeline).toEqual([])
    expectLostMs(report, [0, 0, 0])
  })

  it('are told in order of time, up to the end of the run', () => {
    const link = { kind: 'link-down', ...onPort, durationNs: 900 * MS } as const
    expect(times(ran([storm, link]))).toEqual([
      [50, []],
      [50, [0, 1]],
      [178, []]
    ])
  })

  it('can be written in files, and nothing else can', () => {
    const events: readonly RunEvent[] = [
      storm,
      { kind: 'pf-reset', ...onPort },
      { kind: 'vf-enable', ...onPort },
      { kind: 'link-down', ...onPort, durationNs: 1 },
      { kind: 'vf-reset', flow: 0, atNs: 0, durationNs: 7 }
    ]
    for (const event of events) expect(v.parse(runEventSchema, event)).toEqual(event)
    for (const bad of [
      { kind: 'vf-reset', flow: -1, atNs: 0 },
      { kind: 'vf-reset', flow: 0, atNs: 0.5 },
      { kind: 'link-down', ...onPort },
      { ...storm, requests: 0 },
      { ...storm, port: 7 },
      { kind: 'flood', ...onPort }
    ])
      expect(v.safeParse(runEventSchema, bad).success).toBe(false)
  })
})
