import { endOfLog, joinLogs, type JobLog } from '#shared/ipc/job-log.ts'
import type { Job } from '#shared/lab/job.ts'
import type { Failure } from '#shared/failure.ts'
import type { Result } from '#shared/result.ts'
import { brokenMachine } from '../broken-machine.ts'
import { stackOf } from '../stack-of.ts'
import type { CoreContext } from '../core-context.ts'
import { afterByClock, lineBatch, paced, type After } from './throttle.ts'

/** Jobs that ended and are still listed. */
export const ENDED_JOBS_KEPT = 50
/** The window is told at most this often, in milliseconds: a hundred hosts would flood it otherwise. */
const PACE_MS = 50

/** What a job shall do. */
type JobStart = Pick<Job, 'kind' | 'title' | 'hosts' | 'total'>

/** What a job says while it works. */
export interface JobControl {
  readonly id: string
  /** Aborted when the user cancels, or when the app ends. */
  readonly signal: AbortSignal
  progress(change: Partial<Pick<Job, 'done' | 'total' | 'message'>>): void
  /** Lines to be shown, now or after the window was loaded again. */
  log(lines: readonly string[]): void
}

/** Work of a job: ends with a closing message, or with what went wrong. Kind `cancelled` = the user wanted it. */
export type JobWork = (control: JobControl) => Promise<Result<string, Failure>>

/** The jobs of the app: what runs, and what has ended lately. */
export interface JobRegistry {
  start(start: JobStart, work: JobWork): Job
  /** Newest first. */
  list(): readonly Job[]
  /** The log of a listed job so far; null = there is no such job. */
  log(id: string): JobLog | null
  /** Asks a job to end; false = no such job is running. */
  cancel(id: string): boolean
  /** Settles when nothing is running any more. */
  idle(): Promise<void>
}

/** Runs jobs beside each other and tells the window what becomes of them; `after` makes the pauses between two tellings. */
export function jobRegistry(
  { emit, now, newId, logBug }: Omit<CoreContext, 'store'>,
  after: After = afterByClock
): JobRegistry {
  const jobs = new Map<string, Job>()
  const logs = new Map<string, JobLog>()
  const running = new Map<string, { readonly controller: AbortController; readonly end: Promise<void> }>()

  const forget = (): void => {
    const ended = [...jobs.values()].filter((job) => job.state !== 'running')
    for (const job of ended.slice(0, Math.max(0, ended.length - ENDED_JOBS_KEPT))) {
      jobs.delete(job.id)
      logs.delete(job.id)
    }
  }

  const logOf = (id: string): JobLog => logs.get(id) ?? { from: 0, lines: [] }

  const run = async (job: Job, work: JobWork, signal: AbortSignal): Promise<void> => {
    const tell = paced(PACE_MS, () => emit('job.changed', jobs.get(job.id) ?? job), after)
    const log = lineBatch(
      PACE_MS,
      (lines) => {
        const before = logOf(job.id)
        const more = { from: endOfLog(before), lines }
        logs.set(job.id, joinLogs(before, more) ?? more)
        emit('job.log', { job: job.id, ...more })
      },
      after
    )
    const change = (changes: Partial<Job>): void => {
      jobs.set(job.id, { ...(jobs.get(job.id) ?? job), ...changes })
    }
    const control: JobControl = {
      id: job.id,
      signal,
      progress(changes) {
        change(changes)
        tell.soon()
      },
      log: (lines) => log.add(lines)
    }
    const result = await work(control).catch((error: unknown): Result<string, Failure> => {
      const message = error instanceof Error ? error.message : String(error)
      logBug(`job ${job.kind}: ${stackOf(error)}`)
      const known = brokenMachine(error)
      if (known) return { ok: false, error: known }
      return { ok: false, error: { kind: 'bug', message, fix: 'This is a bug in VF Lab; please report it.' } }
    })
    log.flush()
    if (result.ok) {
      const { total, done } = jobs.get(job.id) ?? job
      change({ state: 'done', done: Math.max(total, done), message: result.value, endedAt: now() })
    } else {
      const { error } = result
      const state = error.kind === 'cancelled' ? 'cancelled' : 'failed'
      change({ state, message: error.message, error: state === 'failed' ? error : null, endedAt: now() })
    }
    running.delete(job.id)
    forget()
    tell.flush()
  }

  return {
    start(start, work) {
      const job: Job = {
        ...start,
        id: newId(),
        state: 'running',
        done: 0,
        message: '',
        startedAt: now(),
        endedAt: null,
        error: null
      }
      jobs.set(job.id, job)
      const controller = new AbortController()
      // After this turn, so that the caller knows the id of its job before the first event about it.
      const end = Promise.resolve().then(() => run(job, work, controller.signal))
      running.set(job.id, { controller, end })
      return job
    },
    log: (id) => (jobs.has(id) ? logOf(id) : null),
    list: () => [...jobs.values()].reverse(),
    cancel(id) {
      running.get(id)?.controller.abort()
      return running.has(id)
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running.values()].map((job) => job.end))
    }
  }
}
