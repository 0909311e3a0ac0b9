/**
 * What the simulator answers about a plan. Every number comes with the range that the measured error of its
 * topic gives; what has no source has no number (see `NotEstimated`, `StorageEstimate`).
 */
import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { AssignableFunction, VmId } from '../plan/types.ts'

/** The three ways of DOMAIN: software sharing, whole device to one VM, one of its VFs. */
export type IoMethod = 'virtio' | 'direct' | 'sriov'

/** One method for all VMs, or each VM's own as the plan says. */
export type MethodChoice = IoMethod | 'planned'

/** What one VM gets by one method. */
export interface VmEstimate {
  readonly vm: VmId
  readonly method: IoMethod
  /** Whether the plan asks for this method; the others are there to compare. */
  readonly isPlanned: boolean
  /** What was assumed to be sent, for example "greedy, 1518-byte frames, VM to wire". */
  readonly workload: string
  /**
   * Goodput of all its network functions together, one direction, Gbit/s of Ethernet frames without preamble
   * and gap, with frames as large as the port's MTU allows.
   */
  readonly gbps: Band
  /** 64-byte frames per second, one direction, millions. */
  readonly mpps: Band
  /** Host CPU cores kept busy by this VM's traffic at `gbps` (switch, vhost threads, interrupts). */
  readonly hostCores: Band
  /** What limits `gbps`, and what would limit it next. */
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
  /** What limits `mpps`. */
  readonly smallFrameBottleneck: Bottleneck
  /** Assumptions a reader must know, for example "link down: rated speed of the port assumed". */
  readonly notes: readonly string[]
}

/** A value with the range given by the measured error of the model for its topic. `low <= value <= high`. */
export interface Band {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Outside the range in which the model was checked. */
  readonly isExtrapolated: boolean
}

/** A resource that is full, named so that a reader knows where to look. */
export interface Bottleneck {
  /** Kind of the resource: stable, for icons and grouping. */
  readonly resource: ResourceKind
  /** For example "wire of 0000:3b:00.0 (ens3f0), 25 Gb/s, shared by 3 VMs". */
  readonly label: string
  /** 0..1 */
  readonly utilisation: number
}

/** Everything that can be full. */
export type ResourceKind =
  | 'wire-out'
  | 'wire-in'
  | 'port-rate'
  | 'queue-rate'
  | 'pcie-up'
  | 'pcie-down'
  | 'iommu-walker'
  | 'memory'
  | 'switch-core'
  | 'vhost-thread'
  | 'guest-core'
  | 'rate-limit'
  | 'demand'

/**
 * A storage or accelerator function of a VM. No measurement of their VFs was found in public: ratings of vendors and
 * physics bound what they do, and bands are wide.
 */
export interface StorageEstimate {
  readonly vm: VmId
  readonly function: AssignableFunction
  /** Gbit/s of payload in 4 KiB transfers, one direction; null where the link was not read. Never more than this. */
  readonly upperGbps: number | null
  /** NVMe: what it gives by every method that the hardware offers; empty where its link was not read. */
  readonly ways: readonly StorageWay[]
  /** Accelerators: share of the compute, 0 to 1; null for storage. */
  readonly computeShare: Band | null
  /** One sentence for people: what it gives or what bounds it, and what is not known. */
  readonly statement: string
  readonly notes: readonly string[]
}

/** What a VM gets of an NVMe drive by one method. */
export interface StorageWay {
  readonly method: IoMethod
  /** Whether the plan asks for this method; the others are there to compare. */
  readonly isPlanned: boolean
  /** What was assumed, for example "random reads, 128 in flight". */
  readonly workload: string
  /** 4 KiB random reads, thousands a second. */
  readonly kiops: Band
  /** 128 KiB reads, Gbit/s. */
  readonly gbps: Band
  /** Mean time of a 4 KiB read at `kiops`, us. */
  readonly latencyUs: Band
  readonly hostCores: Band
  /** What limits `kiops`, and what would limit it next. */
  readonly bottleneck: string
  readonly next: string | null
}

/** What the plan asks of one NVMe drive. 4 KiB random reads, thousands a second. */
export interface DriveLoad {
  readonly host: HostId
  /** The controller that owns the drive. */
  readonly pf: PciAddress
  /** For example "0000:81:00.0, Samsung PM1733 / PM1735". */
  readonly label: string
  /** What the drive does at most on its link. */
  readonly ratedKiops: number
  /** True where the model is not known and the class of its link stands in for it. */
  readonly isRatedAssumed: boolean
  readonly plannedKiops: number
  /** What one more VM like the others would get; 0 where the whole drive is given away. */
  readonly nextVmKiops: number
  readonly vms: readonly VmId[]
  readonly notes: readonly string[]
}

/** A VM, or one of its functions, for which there is no number, and why. */
export interface NotEstimated {
  readonly vm: VmId
  /** null = the VM as a whole. */
  readonly function: AssignableFunction | null
  readonly reason: string
}

/** What the plan asks of one network port, and what is left of it. One direction (VM to wire), Gbit/s of frames. */
export interface PortLoad {
  readonly host: HostId
  readonly pf: PciAddress
  /** For example "0000:3b:00.0 (ens3f0)". */
  readonly label: string
  /** Speed of the wire, Gbit/s. */
  readonly ratedGbps: number
  /** True where the link is down or was not read, and the preset's rated speed stands in for it. */
  readonly isRatedAssumed: boolean
  /** Sum of what the planned VMs get on it; with a greedy VM and no rate limits that is all there is. */
  readonly plannedGbps: number
  /** The rest: what is left after all rate limits are used to the full. */
  readonly leftGbps: number
  /** What one more greedy VM would get, after all others made room. */
  readonly nextVmGbps: number
  /** Sum of the guaranteed rates (min_tx_rate). */
  readonly guaranteedGbps: number
  /** VMs with a function of this port. */
  readonly vms: readonly VmId[]
  readonly notes: readonly string[]
}
