import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  captureOf,
  explainCaptureError,
  formatCapture,
  isTime,
  readCapture,
  type CaptureError
} from './capture.ts'

const TIME = '2026-11-23T19:01:30.000Z'

describe('capture file', () => {
  it('comes back as it was written, whatever the probe printed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const capture = captureOf(TIME, text)
        expect(readCapture(formatCapture(capture))).toEqual({ ok: true, value: capture })
      })
    )
  })

  it('is plain text with two lines of header', () => {
    expect(formatCapture(captureOf(TIME, 'output\n'))).toBe(`vf-lab-capture 1\ntaken-at ${TIME}\n\noutput\n`)
  })

  it('may have gone through an editor that ends lines with CR LF in the header', () => {
    expect(readCapture(`vf-lab-capture 1\r\ntaken-at ${TIME}\r\n\r\nx`)).toMatchObject({ ok: true })
  })

  it.each([
    ['', 'not-a-capture'],
    ['{"json": true}', 'not-a-capture'],
    ['vf-lab-capture 1\nno time\n\n', 'not-a-capture'],
    ['vf-lab-capture 0\ntaken-at x\n\n', 'not-a-capture'],
    ['vf-lab-capture 2\nanything', 'newer-version'],
    ['vf-lab-capture 1\ntaken-at yesterday\n\n', 'bad-time']
  ])('refuses %j', (text, kind) => {
    expect(readCapture(text)).toMatchObject({ ok: false, error: { kind } })
  })
})

describe('isTime', () => {
  it.each([
    [TIME, true],
    ['2026-11-23T19:01:30Z', true],
    ['2026-13-23T19:01:30Z', false],
    ['2026-11-23T19:01:30+01:00', false],
    ['2026-11-23', false],
    ['', false]
  ])('%s', (text, expected) => {
    expect(isTime(text)).toBe(expected)
  })
})

it('explains every error with the fact that matters', () => {
  const errors: readonly [CaptureError, string][] = [
    [{ kind: 'not-a-capture', start: '<html>' }, '<html>'],
    [{ kind: 'newer-version', of: 'probe', version: 9, supported: 1 }, '9'],
    [{ kind: 'bad-time', text: 'noon' }, 'noon'],
    [{ kind: 'cut-off', lastSection: 'config', bytes: 512 }, 'config'],
    [{ kind: 'cut-off', lastSection: null, bytes: 0 }, 'before the first section'],
    [{ kind: 'missing-fact', section: 'pci', fact: 'any PCI function' }, 'any PCI function']
  ]
  for (const [error, fact] of errors) expect(explainCaptureError(error)).toContain(fact)
})
