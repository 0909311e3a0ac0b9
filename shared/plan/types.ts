/**
 * What is wanted: VFs, VMs, and which VM gets which function. A plan is a plain immutable value; it changes only through
 * the edits of this folder, so that every change can be undone, saved and judged. It may span several hosts.
 */
import type { PlanVfSettings } from '../drivers/vf-settings.ts'
import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'

export type { PlanVfSettings }

/** Id of a VM within a plan. Names can change, ids do not. */
export type VmId = string

/** Version of the plan file; another one is refused. */
export const PLAN_SCHEMA_VERSION = 1

/** What is wanted of some hosts. Immutable: every edit gives a new plan. */
export interface Plan {
  readonly schemaVersion: typeof PLAN_SCHEMA_VERSION
  readonly id: string
  readonly name: string
  readonly notes: string
  /** At most one entry per PF, in order of host and address. A PF without an entry is left as it is. */
  readonly pfs: readonly PlanPf[]
  /** In the order in which they were made. */
  readonly vms: readonly PlanVm[]
  /** In the order in which they were made; one function appears at most once. */
  readonly assignments: readonly PlanAssignment[]
  /** Settings of VFs, given away or not; at most one entry per VF. */
  readonly vfs: readonly PlanVf[]
}

/** How many VFs a PF shall have. */
export interface PlanPf {
  readonly host: HostId
  readonly address: PciAddress
  readonly numVfs: number
  /** MTU of the PF's interface; absent = leave it. */
  readonly mtu?: number
}

/** A VM that functions are assigned to. */
export interface PlanVm {
  readonly id: VmId
  /** 1-63 characters of [A-Za-z0-9_.-], first one alphanumeric: it goes into scripts and XML. */
  readonly name: string
  readonly host: HostId
  readonly vcpus: number
  readonly memoryMiB: number
  /** NUMA node on which its vCPUs and memory are to lie; null = anywhere. */
  readonly numaNode: number | null
  /** VF driver in the guest, as far as known: it is checked against the PF driver of the host. */
  readonly guestDriver?: GuestDriver
}

/** A driver inside the guest. */
export interface GuestDriver {
  readonly name: string
  /** Out-of-tree version, for example "4.5.3"; absent for an in-tree driver. */
  readonly version?: string
  /** Kernel release of the guest, for in-tree drivers. */
  readonly kernel?: string
}

/**
 * Something that can be given to a VM. A VF is named by its PF and index, because its address exists only
 * after it was created; anything else (a PF as a whole, a plain function) by its address.
 */
export type AssignableFunction =
  | { readonly kind: 'vf'; readonly host: HostId; readonly pf: PciAddress; readonly index: number }
  | { readonly kind: 'function'; readonly host: HostId; readonly address: PciAddress }

/** One function for one VM. */
export interface PlanAssignment {
  readonly function: AssignableFunction
  readonly vm: VmId
}

/** Where a VF is: it has no address before it exists. */
export interface VfPlace {
  readonly host: HostId
  readonly pf: PciAddress
  /** 0-based, as in `virtfnN`. */
  readonly index: number
}

/** A VF's settings. An absent attribute is left as it is on the host. */
export interface PlanVf extends VfPlace {
  readonly settings: PlanVfSettings
}
