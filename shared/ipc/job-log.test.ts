import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfLog, JOB_LOG_LIMIT, joinLogs, type JobLog } from './job-log.ts'

/** Lines `from` to `end` of a log whose lines say their number. */
const part = (from: number, end: number): JobLog => ({
  from,
  lines: Array.from({ length: end - from }, (_, at) => `line ${from + at}`)
})

test('parts that touch or overlap make one log, whichever comes first', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), (a, aLength, b, bLength) => {
      const [one, other] = [part(a, a + aLength), part(b, b + bLength)]
      const joined = joinLogs(one, other)
      expect(joinLogs(other, one)).toEqual(joined)
      const isApart = Math.max(a, b) > Math.min(a + aLength, b + bLength)
      expect(joined).toEqual(isApart ? null : part(Math.min(a, b), Math.max(endOfLog(one), endOfLog(other))))
    })
  )
})

test('a log that grows too long loses its beginning, and its lines keep their numbers', () => {
  const joined = joinLogs(part(0, JOB_LOG_LIMIT), part(JOB_LOG_LIMIT, JOB_LOG_LIMIT + 5))
  expect(joined).toEqual(part(5, JOB_LOG_LIMIT + 5))
})
