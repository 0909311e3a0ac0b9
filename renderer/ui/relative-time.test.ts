import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
it.each([
  ['2026-11-20T11:59:30Z', 'just now'],
  ['2026-11-20T11:55:00Z', '5 min ago'],
  ['2026-11-20T09:00:01Z', '2 h ago'],
  ['2026-11-15T12:00:00Z', '5 d ago'],
  ['2026-10-01T12:00:00Z', '2026-10-01'],
  // A host whose clock runs ahead.
  ['2026-11-20T12:03:00Z', 'just now'],
  ['nonsense', 'at an unknown time']
])('%s is %s', (at, words) => {
  expect(relativeTime(Date.parse(at), now)).toBe(words)
})
