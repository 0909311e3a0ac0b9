import { expect, test } from 'vitest'
import { table } from './table.ts'
import { plain } from './terminal.ts'

test('columns are as wide as their content, and no line ends in blanks', () => {
  expect(
    table(
      ['PF', 'DRIVER'],
      [
        ['0000:01:00.0', 'igb'],
        ['0000:3b:00.0', '']
      ]
    )
  ).toBe('PF            DRIVER\n0000:01:00.0  igb\n0000:3b:00.0')
})

test.each([
  ['\u001b[31mred', '\ufffd[31mred'],
  ['two\nlines', 'two\ufffdlines'],
  ['\u009b2J', '\ufffd2J'],
  ['abc\u202egnp', 'abc\ufffdgnp'],
  ['größe 10 µs', 'größe 10 µs']
])('%j is shown without commands to the terminal', (text, shown) => {
  expect(plain(text)).toBe(shown)
})
