import type { HostId } from '../inventory/types.ts'

/** What can be done to a host with a plan. The two dry runs and `verify` change nothing. */
export const APPLY_ACTIONS = ['dry-run', 'apply', 'verify', 'rollback', 'rollback-dry-run'] as const
/** What a script is asked to do on a host. */
export type ApplyAction = (typeof APPLY_ACTIONS)[number]

/**
 * How a run ended. `as-planned`: verified after the run. `differs`: the run ended, the host is not as planned.
 * `half-way`: the script had begun and did not come to its end. `failed`, `refused` and `cancelled`: nothing was
 * changed.
 */
export const RUN_OUTCOMES = [
  'running',
  'as-planned',
  'differs',
  'rolled-back',
  'refused',
  'failed',
  'half-way',
  'cancelled',
  'dry-run'
] as const

/** One apply, verify or rollback, kept for the audit. */
export interface ApplyRun {
  readonly id: string
  readonly host: HostId
  readonly hostName: string
  readonly planId: string
  readonly planName: string
  readonly action: ApplyAction
  readonly startedAt: string
  readonly endedAt: string | null
  readonly outcome: (typeof RUN_OUTCOMES)[number]
  readonly log: string
}
