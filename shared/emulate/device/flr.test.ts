import { describe, expect, it } from 'vitest'
import { FLR_POLL_LIMIT_MS, resetOutcome } from './flr.ts'

describe('function level reset', () => {
  it('is never over before 100 ms', () => {
    expect(resetOutcome(0)).toEqual({ kind: 'ready', atMs: 100 })
    expect(resetOutcome(100)).toEqual({ kind: 'ready', atMs: 100 })
  })

  it('is waited for with growing pauses', () => {
    expect(resetOutcome(101)).toEqual({ kind: 'ready', atMs: 101 })
    expect(resetOutcome(400)).toEqual({ kind: 'ready', atMs: 100 + 511 })
  })

  it('is given up after a minute', () => {
    const outcome = resetOutcome(Infinity)
    expect(outcome.kind).toBe('timeout')
    expect(outcome.atMs).toBeGreaterThanOrEqual(FLR_POLL_LIMIT_MS)
  })
})
