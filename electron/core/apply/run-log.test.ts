import { expect, test } from 'vitest'
import { RUN_LOG_LIMIT, runLog } from './run-log.ts'

test('writes every line down at once, in order, and hands it on', () => {
  let kept = ''
  const seen: string[] = []
  const log = runLog(
    (text) => (kept += text),
    (lines) => seen.push(...lines)
  )
  log.add('one', 'two')
  expect(kept).toBe('one\ntwo\n')
  log.add('three')
  expect(kept).toBe('one\ntwo\nthree\n')
  expect(seen).toEqual(['one', 'two', 'three'])
})

test('stops writing down at the limit, says so once, and goes on handing on', () => {
  let kept = ''
  let seen = 0
  const log = runLog(
    (text) => (kept += text),
    (lines) => (seen += lines.length)
  )
  for (let n = 0; n < 2000; n++) log.add('x'.repeat(999))
  expect(kept.length).toBeLessThan(RUN_LOG_LIMIT + 100)
  expect(kept.match(/\[log cut here\]/g)).toHaveLength(1)
  expect(seen).toBe(2000)
})
