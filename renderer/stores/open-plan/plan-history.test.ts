import { beforeEach, describe, expect, it } from 'vitest'
import { at } from '#shared/inventory/test-host.ts'
import { setNumVfs } from '#shared/plan/edits.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import type { Plan } from '#shared/plan/types.ts'
import { ok } from '#shared/result.ts'
import { createPlanHistory, type PlanHistory } from './plan-history.ts'

let time: number
let changes: Plan[]
let history: PlanHistory
beforeEach(() => {
  time = 10_000
  changes = []
  history = createPlanHistory(
    (plan) => changes.push(plan),
    () => time
  )
  history.begin(emptyPlan({ id: 'p', name: 'Edge' }))
})

const step = (numVfs: number, together?: string): unknown =>
  history.edit(
    `Set ${numVfs}`,
    (plan) => setNumVfs(plan, { host: 'h1', address: at('0000:01:00.0'), numVfs }),
    together
  )
const labels = (): unknown => history.history.value?.past.map(({ label }) => label)

describe('quick repetitions', () => {
  it('are one step while each follows the last within 1.2 s', () => {
    for (const numVfs of [1, 2, 3]) {
      step(numVfs, 'stepper')
      time += 1100
    }
    expect(labels()).toEqual(['Set 3'])
  })

  it('are two steps after a pause', () => {
    step(1, 'stepper')
    time += 1200
    step(2, 'stepper')
    expect(labels()).toEqual(['Set 1', 'Set 2'])
  })

  it('are not joined over another edit, an undo or another plan', () => {
    step(1, 'stepper')
    step(2)
    step(3, 'stepper')
    expect(labels()).toEqual(['Set 1', 'Set 2', 'Set 3'])
    history.undo()
    step(4, 'stepper')
    expect(labels()).toEqual(['Set 1', 'Set 2', 'Set 4'])
    history.begin(emptyPlan({ id: 'q', name: 'Other' }))
    step(5, 'stepper')
    expect(labels()).toEqual(['Set 5'])
  })

  it('without a key are steps of their own', () => {
    step(1)
    step(2)
    expect(labels()).toEqual(['Set 1', 'Set 2'])
  })
})

describe('what is told of changes', () => {
  it('is each new plan, those of undo and redo too', () => {
    step(1)
    history.undo()
    history.redo()
    expect(changes.map(({ pfs }) => pfs[0]?.numVfs ?? null)).toEqual([1, null, 1])
  })

  it('is nothing where nothing changed', () => {
    step(1)
    history.edit('Nothing', (plan) => ok(plan))
    history.redo()
    history.replace('Fix', history.plan.value ?? emptyPlan({ id: 'p', name: 'Edge' }))
    expect(changes).toHaveLength(1)
    expect(labels()).toEqual(['Set 1'])
  })
})

it('refuses edits, and has nothing to undo, while no plan is open', () => {
  history.begin(null)
  expect(step(1)).toMatchObject({ ok: false, error: { kind: 'bad-value', why: 'no plan is open' } })
  history.undo()
  history.redo()
  expect([history.plan.value, history.undoLabel.value, history.redoLabel.value]).toEqual([null, null, null])
  expect(changes).toEqual([])
})
