import { describe, it } from 'vitest'
import { FUNCTIONAL_CASES } from './functional/cases.ts'
import { modelSubject } from './functional/model-subject.ts'
import { runCase } from './functional/run-case.ts'

describe('the functional model does what a real kernel was seen to do', () => {
  it.each(FUNCTIONAL_CASES)('$name', async (each) => {
    await runCase(modelSubject(), each)
  })
})
