import type { HostId } from '../inventory/types.ts'

/** What can be done to a host with a plan. The two dry runs and `verify` change nothing. */
export const APPLY_ACTIONS = ['dry-run', 'apply', 'verify', 'rollback', 'rollback-dry-run'] as const
export type ApplyAction = (typeof APPLY_ACTIONS)[number]

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
  /** `as-planned`: verified after the run. `differs`: the run ended, the host is not as planned. */
  readonly outcome:
    'running' | 'as-planned' | 'differs' | 'rolled-back' | 'refused' | 'failed' | 'cancelled' | 'dry-run'
  readonly log: string
}
