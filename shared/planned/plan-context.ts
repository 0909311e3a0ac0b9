import type { HostId, InventoryHost } from '../inventory/types.ts'
import type { Plan } from '../plan/types.ts'
import type { Values } from '../calibration/parameters.ts'

/** A plan and the hosts that it is about; a host that was never scanned is absent. */
export interface PlanContext {
  readonly plan: Plan
  readonly hosts: ReadonlyMap<HostId, InventoryHost>
  /** Inputs of the model that hold on a host instead of the table's; hosts without a preset are absent. */
  readonly presets?: HostPresets
}

/** Presets of hosts. */
export type HostPresets = ReadonlyMap<HostId, Partial<Values>>
