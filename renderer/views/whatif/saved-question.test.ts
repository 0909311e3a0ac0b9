import { beforeEach, describe, expect, it } from 'vitest'
import { recalledQuestion, rememberQuestion } from './saved-question.ts'
import { defaultKnobs } from '#shared/simulate/what-if/question.ts'

beforeEach(() => localStorage.clear())

describe('the question', () => {
  it('is there again after a restart', () => {
    const question = { ...recalledQuestion(), subject: 'free', tab: 'run', freeVms: 20, seed: 7 } as const
    rememberQuestion(question)
    expect(recalledQuestion()).toEqual(question)
  })

  it('begins with the plan where nothing was asked, where it cannot be read, or where a file was open', () => {
    const first = recalledQuestion()
    expect(first).toMatchObject({ subject: 'plan', tab: 'compare', knobs: defaultKnobs })
    for (const broken of ['', '{', 'null', '[]']) {
      localStorage.setItem('vflab.what-if', broken)
      expect(recalledQuestion()).toEqual(first)
    }
    rememberQuestion({ ...first, subject: 'file' })
    expect(recalledQuestion().subject).toBe('plan')
  })

  it('keeps what still holds and drops what this version does not know', () => {
    const question = { ...recalledQuestion(), freeVms: 0, tab: 'tea', seed: 3 }
    localStorage.setItem('vflab.what-if', JSON.stringify(question))
    expect(recalledQuestion()).toMatchObject({ freeVms: 4, tab: 'compare', seed: 3 })
  })
})
