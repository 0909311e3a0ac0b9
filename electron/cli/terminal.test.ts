import { expect, test } from 'vitest'
import { escapedJson, plain, plainLines } from './terminal.ts'

const HOSTILE = 'lab\u001b[2J\u009b31m\u202e\u2028\r\u0007x'

test('nothing in a line can steer a terminal or begin another line', () => {
  expect(plain(`${HOSTILE}\nresult as-planned`)).toBe(
    'lab\ufffd[2J\ufffd31m\ufffd\ufffd\ufffd\ufffdx\ufffdresult as-planned'
  )
})

test('lines stay lines, and ordinary letters of every language stay', () => {
  expect(plainLines('Müller 日本語 é\nعربى')).toBe('Müller 日本語 é\nعربى')
})

test('JSON says the same to a parser and nothing to a terminal', () => {
  const value = { name: HOSTILE, list: ['a\nb'] }
  const text = escapedJson(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(plainLines(text)).toBe(text)
})
