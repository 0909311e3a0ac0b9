import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LINE_LIMIT, lineSplitter } from './line-splitter.ts'

function linesOf(chunks: readonly Buffer[]): string[] {
  const lines: string[] = []
  const splitter = lineSplitter((line) => lines.push(line))
  chunks.forEach((chunk) => splitter.write(chunk))
  splitter.end()
  return lines
}

test('gives the same lines however the bytes are cut', () => {
  const text = fc.array(fc.stringMatching(/^[ -~äß€🦊]{0,12}$/u), { minLength: 1 })
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      const chunks = at.slice(1).map((end, n) => bytes.subarray(at[n], end))
      expect(linesOf(chunks)).toEqual(lines)
    })
  )
})

test('cuts a line that does not end', () => {
  const lines = linesOf([Buffer.alloc(LINE_LIMIT * 2 + 10, 'x')])
  expect(lines.map((line) => line.length)).toEqual([LINE_LIMIT, LINE_LIMIT, 10])
})
