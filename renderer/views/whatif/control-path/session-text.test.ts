import { describe, expect, it } from 'vitest'
import { stepsCsv, stepsText } from './session-text.ts'
import { done, enable } from './test-session.ts'

describe('a session as text', () => {
  it('names action, parties, step and what exactly', () => {
    const session = done([enable])
    const text = stepsText(session, 3).split('\n')
    expect(text[0]).toBe('# echo 4 > sriov_numvfs')
    expect(text).toHaveLength(4)
    expect(text[1]).toMatch(/^\+0 ns {2}.*: /)
    expect(stepsCsv(session, 3).trim().split('\n')).toHaveLength(4)
  })
})
