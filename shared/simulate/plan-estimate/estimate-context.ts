import type { Values } from '../../calibration/parameters.ts'
import type { HostId } from '../../inventory/types.ts'
import type { PlanContext } from '../../planned/plan-context.ts'

/** Presets of hosts: inputs of the model that were fitted on a host and hold there instead of the table's. */
export type HostPresets = ReadonlyMap<HostId, Partial<Values>>

/** A plan, its hosts, and what was fitted on them. */
export interface EstimateContext extends PlanContext {
  /** Hosts without a preset are absent. */
  readonly presets?: HostPresets
}
