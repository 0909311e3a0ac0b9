import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createUndoSteps } from './undo-steps.ts'

it('is what it was after as many undo steps as changes, and what it became after as many redo steps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 20 }), (values) => {
      const steps = createUndoSteps(-1)
      for (const value of values) steps.put(value)
      for (const _ of values) expect(steps.undo()).toBe(true)
      expect(steps.undo()).toBe(false)
      expect(steps.now.value).toBe(-1)
      for (const _ of values) expect(steps.redo()).toBe(true)
      expect(steps.redo()).toBe(false)
      expect(steps.now.value).toBe(values.at(-1) ?? -1)
    })
  )
})

it('forgets what was taken back once something else is done', () => {
  const steps = createUndoSteps('a')
  steps.put('b')
  steps.undo()
  steps.put('c')
  expect(steps.redo()).toBe(false)
  expect([steps.past.value, steps.now.value]).toEqual([['a'], 'c'])
})
