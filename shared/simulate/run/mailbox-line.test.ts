import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAILBOX_TIMEOUT_NS, MailboxLine } from './mailbox-line.ts'

const MS = 1_000_000

describe('requests in a mailbox', () => {
  it('are answered one by one, and those behind wait for all before them', () => {
    const line = new MailboxLine()
    line.storm(10 * MS, 5, 2 * MS)
    expect([9, 10, 11, 12, 15, 20].map((ms) => line.waiting(ms * MS))).toEqual([0, 5, 5, 4, 3, 0])
    expect([5, 10, 14, 25].map((ms) => line.answerNs(ms * MS))).toEqual([5 * MS, 20 * MS, 20 * MS, 25 * MS])
  })

  it('of a second storm wait for the first', () => {
    const line = new MailboxLine()
    line.storm(0, 10, 5 * MS)
    line.storm(20 * MS, 1, MS)
    expect(line.outcomes().map(({ answered, lastNs }) => [answered, lastNs / MS])).toEqual([
      [10, 50],
      [1, 51]
    ])
  })

  it('are given up after a second, and the PF works on them all the same', () => {
    const line = new MailboxLine()
    line.storm(0, 3, 600 * MS)
    expect(line.outcomes()[0]).toMatchObject({ answered: 1, lastNs: 600 * MS })
    expect(line.waiting(MAILBOX_TIMEOUT_NS)).toBe(0)
    // Behind 1.8 s of work: too long for one who asks at 0.7 s, short enough at 0.9 s.
    expect([700, 900].map((ms) => line.answerNs(ms * MS))).toEqual([null, 1800 * MS])
  })

  it('that a reset PF had not answered are forgotten', () => {
    const line = new MailboxLine()
    line.storm(0, 10, 10 * MS)
    line.reset(35 * MS, 200 * MS)
    line.storm(210 * MS, 1, MS)
    expect(line.outcomes().map(({ answered }) => answered)).toEqual([3, 1])
    expect(line.answerNs(200 * MS)).toBe(200 * MS)
  })

  it('are answered or given up, none is lost from the count, and waiting ones become fewer between storms', () => {
    const storm = fc.record({
      gap: fc.nat(800),
      requests: fc.integer({ min: 1, max: 99 }),
      each: fc.integer({ min: 1, max: 90 })
    })
    fc.assert(
      fc.property(fc.array(storm, { minLength: 1, maxLength: 5 }), fc.nat(2000), (storms, resetAt) => {
        const line = new MailboxLine()
        let at = 0
        let isReset = false
        for (const { gap, requests, each } of storms) {
          at += gap
          if (!isReset && at >= resetAt) {
            line.reset(resetAt * MS, (resetAt + 50) * MS)
            isReset = true
          }
          line.storm(at * MS, requests, each * MS)
        }
        const outcomes = line.outcomes()
        let free = 0
        for (const { storm: of, answered, lastNs } of outcomes) {
          expect(answered).toBeLessThanOrEqual(of.requests)
          expect(lastNs - of.atNs).toBeLessThanOrEqual(MAILBOX_TIMEOUT_NS)
          expect(of.beginsNs).toBeGreaterThanOrEqual(free)
          free = of.endsNs
        }
        const times = Array.from({ length: 80 }, (_, i) => (at + i * 100) * MS)
        const waiting = times.map((ns) => line.waiting(ns))
        expect(waiting).toEqual([...waiting].sort((a, b) => b - a))
        expect(waiting.at(-1)).toBe(0)
      })
    )
  })
})
