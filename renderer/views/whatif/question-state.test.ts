import { describe, expect, it } from 'vitest'
import { defaultKnobs } from '#shared/simulate/what-if/question.ts'
import { createQuestion } from './question-state.ts'
import { recalledQuestion } from './saved-question.ts'

const asking = () => createQuestion({ ...recalledQuestion(), subject: 'free', knobs: defaultKnobs })

describe('a question', () => {
  it('counts VMs of its own for a free host, and leaves a plan its number', () => {
    const question = asking()
    question.freeVms.value = 9
    expect(question.effective.value.vms).toBe(9)
    question.subject.value = 'plan'
    expect(question.effective.value.vms).toBe(defaultKnobs.vms)
  })

  it('begins again, and has its changes back when that is undone', () => {
    const question = asking()
    question.change({ flows: 77 })
    question.changeHost({ vcpus: 3 })
    expect(question.isChanged.value).toBe(true)
    const undo = question.startOver()
    expect(question.isChanged.value).toBe(false)
    undo()
    expect(question.knobs.value.flows).toBe(77)
    expect(question.freeHost.value.vcpus).toBe(3)
  })
})
