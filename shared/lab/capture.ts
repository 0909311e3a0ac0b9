import type { Drift } from '../inventory/drift.ts'
import type { HostId } from '../inventory/types.ts'

/** One past scan. */
export interface CaptureSummary {
  readonly id: string
  readonly host: HostId
  readonly takenAt: string
  readonly bytes: number
}

/** What changed on a host between two of its captures. */
export interface CaptureDrift {
  readonly before: CaptureSummary
  readonly after: CaptureSummary
  /** First the host and its drivers, then functions in order of address; empty = nothing. */
  readonly drifts: readonly Drift[]
}
