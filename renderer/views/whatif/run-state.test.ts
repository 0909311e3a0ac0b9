import { expect, it } from 'vitest'
import { createRunState, MOST_PACKET } from './run-state.ts'
import { recalledQuestion } from './saved-question.ts'

it('takes what a file says about its run, within what a run can be, and gives back what was there', () => {
  const run = createRunState(recalledQuestion())
  const before = [run.seed.value, run.durationMs.value, run.loadPercent.value, run.packet.value]
  const restore = run.takeRun({ seed: 7, durationNs: 1, trace: { flow: 0, packet: MOST_PACKET * 2 } })
  expect([run.seed.value, run.durationMs.value, run.loadPercent.value, run.packet.value]).toEqual([
    7,
    1,
    0,
    MOST_PACKET
  ])
  restore()
  expect([run.seed.value, run.durationMs.value, run.loadPercent.value, run.packet.value]).toEqual(before)
})

it('leaves everything where a file says nothing', () => {
  const run = createRunState(recalledQuestion())
  run.takeRun({})
  expect(run.loadPercent.value).toBe(recalledQuestion().loadPercent)
})
