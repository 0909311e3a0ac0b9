import type { HostId } from '../inventory/types.ts'

/** A stored plan as lists show it. */
export interface PlanSummary {
  readonly id: string
  readonly name: string
  /** ISO 8601 UTC. */
  readonly updatedAt: string
  readonly vms: number
  readonly assignments: number
  readonly hosts: readonly HostId[]
}
