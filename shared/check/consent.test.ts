import { describe, expect, it } from 'vitest'
import { CONSENTS, CONSENT_TEXTS } from './consent.ts'
import { finding } from './finding.ts'

describe('consents', () => {
  it('have an option and a label of their own', () => {
    const texts = CONSENTS.map((consent) => CONSENT_TEXTS[consent])
    expect(new Set(texts.map(({ flag }) => flag)).size).toBe(CONSENTS.length)
    expect(new Set(texts.map(({ label }) => label)).size).toBe(CONSENTS.length)
  })
})

describe('what a finding blocks', () => {
  const parts = { rule: 'rule', subject: { kind: 'plan' }, message: '', why: '' } as const

  it.each([
    ['error', 'unless-insisted'],
    ['warning', 'nothing'],
    ['info', 'nothing']
  ] as const)('follows from its severity where the rule says nothing: %s', (severity, kind) => {
    expect(finding({ ...parts, severity }).blocks).toEqual({ kind })
  })

  it('is what the rule says', () => {
    const blocks = { kind: 'consent', consent: 'take-drives' } as const
    expect(finding({ ...parts, severity: 'error', blocks }).blocks).toEqual(blocks)
  })
})
