import type { HostId } from '../inventory/types.ts'
import type { Failure } from '../failure.ts'
import type { ApplyAction } from './run.ts'

/** Work in the background. Every job reports, ends in one of the last three states, and can be cancelled. */
export interface Job {
  readonly id: string
  readonly kind: 'scan' | ApplyAction
  readonly title: string
  readonly hosts: readonly HostId[]
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** Steps done and in all; total 0 = not known. */
  readonly done: number
  readonly total: number
  /** What is going on, one line. */
  readonly message: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly error: Failure | null
}
