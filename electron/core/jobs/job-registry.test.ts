import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Events } from '#shared/ipc/contract.ts'
import type { Job } from '#shared/lab/job.ts'
import { err, ok } from '#shared/result.ts'
import { ENDED_JOBS_KEPT, jobRegistry, type JobWork } from './job-registry.ts'

const SCAN = { kind: 'scan', title: 'Scan 2 hosts', hosts: ['a', 'b'], total: 2 } as const

/** Pauses that last until `passTime`. */
function testPauses() {
  const pauses = new Set<() => void>()
  return {
    after: (_ms: number, then: () => void) => {
      pauses.add(then)
      return () => void pauses.delete(then)
    },
    passTime() {
      const ended = [...pauses]
      pauses.clear()
      for (const then of ended) then()
    }
  }
}

function registry() {
  const { after, passTime } = testPauses()
  const changes: Job[] = []
  const parts: Events['job.log'][] = []
  const bugs: string[] = []
  let ids = 0
  const context: Parameters<typeof jobRegistry>[0] = {
    emit: (event, payload) => {
      if (event === 'job.changed') changes.push(payload as Job)
      if (event === 'job.log') parts.push(payload as Events['job.log'])
    },
    now: () => '2026-11-23T10:00:00.000Z',
    newId: () => `job-${++ids}`,
    logBug: (line) => void bugs.push(line)
  }
  const jobs = jobRegistry(context, after)
  return { jobs, changes, parts, bugs, passTime }
}
/** Works until it is cancelled. */
const untilCancelled: JobWork = ({ signal }) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(err({ kind: 'cancelled', message: 'Cancelled', fix: '' })))
  })

test('runs a job and tells how it goes and ends', async () => {
  const { jobs, changes, parts } = registry()
  const job = jobs.start(SCAN, (control) => {
    control.progress({ done: 1, message: 'read a' })
    control.log(['one', 'two'])
    return Promise.resolve(ok('2 hosts read'))
  })
  expect(job).toMatchObject({ id: 'job-1', state: 'running', done: 0, total: 2 })
  await jobs.idle()
  expect(jobs.list()[0]).toMatchObject({ state: 'done', done: 2, message: '2 hosts read', error: null })
  expect(changes.at(-1)).toEqual(jobs.list()[0])
  expect(parts).toEqual([{ job: 'job-1', from: 0, lines: ['one', 'two'] }])
})

test('the log of a job can be had while it runs and after it, and only of a job that is listed', async () => {
  const { jobs } = registry()
  const job = jobs.start(SCAN, async (control) => {
    control.log(['one'])
    await sleep(0)
    control.log(['two'])
    return ok('done')
  })
  expect(jobs.log(job.id)).toEqual({ from: 0, lines: [] })
  await Promise.resolve().then(() => Promise.resolve())
  expect(jobs.log(job.id)).toEqual({ from: 0, lines: ['one'] })
  await jobs.idle()
  expect(jobs.log(job.id)).toEqual({ from: 0, lines: ['one', 'two'] })
  expect(jobs.log('other')).toBeNull()
})

test('events number the lines, so that a window which missed some can tell', async () => {
  const { jobs, parts } = registry()
  jobs.start(SCAN, async (control) => {
    control.log(['one', 'two'])
    await sleep(0)
    control.log(['three'])
    return ok('done')
  })
  await jobs.idle()
  expect(parts).toEqual([
    { job: 'job-1', from: 0, lines: ['one', 'two'] },
    { job: 'job-1', from: 2, lines: ['three'] }
  ])
})

test('a failed job carries its error', async () => {
  const { jobs } = registry()
  const error = { kind: 'timeout', message: 'no answer', fix: 'wait' }
  jobs.start(SCAN, () => Promise.resolve(err(error)))
  await jobs.idle()
  expect(jobs.list()[0]).toMatchObject({ state: 'failed', message: 'no answer', error })
})

test('a job that throws has failed; the others go on', async () => {
  const { jobs, bugs } = registry()
  jobs.start(SCAN, () => Promise.reject(new TypeError('x is undefined')))
  jobs.start(SCAN, () => Promise.resolve(ok('fine')))
  await jobs.idle()
  expect(jobs.list().map((job) => job.state)).toEqual(['done', 'failed'])
  expect(jobs.list()[1]?.error?.kind).toBe('bug')
  expect(bugs[0]).toMatch(/^job scan: TypeError: x is undefined/)
})

test('cancel ends a running job and only that one', async () => {
  const { jobs } = registry()
  const first = jobs.start(SCAN, untilCancelled)
  const second = jobs.start(SCAN, untilCancelled)
  await sleep(0)
  expect(jobs.cancel(first.id)).toBe(true)
  await sleep(0)
  expect(jobs.list().map((job) => [job.id, job.state])).toEqual([
    [second.id, 'running'],
    [first.id, 'cancelled']
  ])
  expect(jobs.cancel(first.id)).toBe(false)
  expect(jobs.cancel('no-such-job')).toBe(false)
  jobs.cancel(second.id)
  await jobs.idle()
})

test('does not flood the window, and its last word is the last state', async () => {
  const { jobs, changes, passTime } = registry()
  jobs.start({ ...SCAN, total: 10_000 }, ({ progress, log }) => {
    for (let done = 1; done <= 10_000; done++) {
      progress({ done })
      log([`line ${done}`])
      if (done % 1000 === 0) passTime()
    }
    return Promise.resolve(ok('all done'))
  })
  await jobs.idle()
  // The first, one after each of ten pauses, and the end.
  expect(changes).toHaveLength(12)
  expect(changes.at(-1)).toMatchObject({ done: 10_000, state: 'done' })
  passTime()
  passTime()
  expect(changes).toHaveLength(12)
})

test('loses no line of a log, in order', async () => {
  const { jobs, parts, passTime } = registry()
  const job = jobs.start(SCAN, ({ log }) => {
    for (let n = 0; n < 1000; n++) {
      log([`line ${n}`])
      if (n % 300 === 0) passTime()
    }
    return Promise.resolve(ok(''))
  })
  await jobs.idle()
  const lines = Array.from({ length: 1000 }, (_, n) => `line ${n}`)
  expect(parts.flatMap((part) => part.lines)).toEqual(lines)
  expect(jobs.log(job.id)).toEqual({ from: 0, lines })
})

test('forgets jobs that ended long ago', async () => {
  const { jobs } = registry()
  for (let n = 0; n < ENDED_JOBS_KEPT + 10; n++) jobs.start(SCAN, () => Promise.resolve(ok('')))
  await jobs.idle()
  expect(jobs.list()).toHaveLength(ENDED_JOBS_KEPT)
  expect(jobs.list()[0]?.id).toBe(`job-${ENDED_JOBS_KEPT + 10}`)
})
