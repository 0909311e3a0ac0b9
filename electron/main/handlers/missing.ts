import type { Failure } from '#shared/failure.ts'
import { err } from '#shared/result.ts'

/** The answer to a request about something that was removed meanwhile, in another window or by the command line. */
export const noSuch = (
  what: 'host' | 'plan' | 'job' | 'question',
  id: string
): { ok: false; error: Failure } =>
  err({ kind: `no-such-${what}`, message: `There is no ${what} ${id} any more`, fix: 'Reload the list.' })
