import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Failure } from '#shared/failure.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { createPlanAutosave } from './plan-autosave.ts'

const plan = (name: string): Plan => emptyPlan({ id: 'p', name })
const DISK_FULL: Failure = { kind: 'store', message: 'the disk is full', fix: 'Make room' }

let written: string[]
let answer: Result<null, Failure>
const save = async (what: Plan): Promise<Result<null, Failure>> => {
  await new Promise((resolve) => setTimeout(resolve, 50))
  if (answer.ok) written.push(what.name)
  return answer
}

beforeEach(() => {
  vi.useFakeTimers()
  written = []
  answer = ok(null)
})
afterEach(() => void vi.useRealTimers())

describe('saving a plan by itself', () => {
  it('writes once after a pause, the last state', async () => {
    const autosave = createPlanAutosave(save)
    autosave.changed(plan('one'))
    await vi.advanceTimersByTimeAsync(200)
    autosave.changed(plan('two'))
    expect(autosave.state.value).toEqual({ kind: 'saving' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(written).toEqual(['two'])
    expect(autosave.state.value).toEqual({ kind: 'saved' })
  })

  it('never writes an older state after a newer one', async () => {
    const autosave = createPlanAutosave(save)
    autosave.changed(plan('one'))
    const first = autosave.flush()
    await vi.advanceTimersByTimeAsync(10)
    autosave.changed(plan('two'))
    const second = autosave.flush()
    await vi.advanceTimersByTimeAsync(500)
    await Promise.all([first, second])
    expect(written).toEqual(['one', 'two'])
  })

  it('says that it failed, keeps the change, and writes it on the next try', async () => {
    const autosave = createPlanAutosave(save)
    answer = err(DISK_FULL)
    autosave.changed(plan('one'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(autosave.state.value).toEqual({ kind: 'failed', error: DISK_FULL })
    answer = ok(null)
    const again = autosave.flush()
    await vi.advanceTimersByTimeAsync(100)
    expect(await again).toBe(true)
    expect(written).toEqual(['one'])
    expect(autosave.state.value).toEqual({ kind: 'saved' })
  })

  it('tells whoever flushes whether everything is written', async () => {
    const autosave = createPlanAutosave(save)
    expect(await autosave.flush()).toBe(true)
    answer = err(DISK_FULL)
    autosave.changed(plan('one'))
    const flushed = autosave.flush()
    await vi.advanceTimersByTimeAsync(100)
    expect(await flushed).toBe(false)
  })
})
