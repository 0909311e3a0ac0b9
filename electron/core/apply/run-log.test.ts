import { expect, test } from 'vitest'
import { RUN_LOG_LIMIT } from '../store/run-table.ts'
import { runLog } from './run-log.ts'

test('keeps the lines in order and hands them on', () => {
  const seen: string[] = []
  const log = runLog((lines) => seen.push(...lines))
  log.add('one', 'two')
  log.add('three')
  expect(log.text()).toBe('one\ntwo\nthree\n')
  expect(seen).toEqual(['one', 'two', 'three'])
})

test('stops keeping where the audit stops, and goes on handing on', () => {
  let seen = 0
  const log = runLog((lines) => (seen += lines.length))
  for (let n = 0; n < 2000; n++) log.add('x'.repeat(999))
  expect(log.text().length).toBeLessThan(RUN_LOG_LIMIT + 2000)
  expect(seen).toBe(2000)
})
