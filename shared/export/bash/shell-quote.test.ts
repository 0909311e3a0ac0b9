import { describe, expect, it } from 'vitest'
import { shellComment, shellQuote } from './shell-quote.ts'

describe('shellQuote', () => {
  it.each([
    ['', "''"],
    ['web1', "'web1'"],
    ["it's", "'it'\\''s'"],
    ['$(reboot) `id` "x" \\ \n', '\'$(reboot) `id` "x" \\ \n\'']
  ])('quotes %j as %j', (text, quoted) => {
    expect(shellQuote(text)).toBe(quoted)
  })

  it('refuses NUL, which no shell word can hold', () => {
    expect(() => shellQuote('a\0b')).toThrow(RangeError)
  })
})

describe('shellComment', () => {
  it.each([
    ['a\nrm -rf /', 'a rm -rf /'],
    ['a\r\n\u2028b', 'a b'],
    ['evil\u202etxt', 'evil txt'],
    ['\u001b[31mred', '[31mred']
  ])('keeps %j on one line', (text, comment) => {
    expect(shellComment(text)).toBe(comment)
  })
})
