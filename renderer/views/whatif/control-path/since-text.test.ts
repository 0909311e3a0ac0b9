import { expect, it } from 'vitest'
import { sinceWords } from './since-text.ts'

it.each([
  [0, '0 ns'],
  [1814, '1.814 µs'],
  [100_500_000, '100.5 ms'],
  [1_000_000_000, '1 s']
])('%d ns after the action are %s', (ns, words) => {
  expect(sinceWords(ns)).toBe(words)
})
