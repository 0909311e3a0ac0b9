import type { VmId } from '../plan/types.ts'

/** The three ways of DOMAIN: software sharing, whole device to one VM, one of its VFs. */
export type Method = 'virtio' | 'direct' | 'sriov'

/** What one VM gets by one method. */
export interface VmEstimate {
  readonly vm: VmId
  readonly method: Method
  /** Whether the plan asks for this method; the others are there to compare. */
  readonly isPlanned: boolean
  /** Goodput of all its network functions together, one direction, Gbit/s of Ethernet frames without preamble and gap. */
  readonly gbps: Band
  /** Frames per second, one direction, millions. */
  readonly mpps: Band
  /** Host CPU cores kept busy by this VM's traffic (switch, vhost threads, interrupts). */
  readonly hostCores: Band
  /** What limits it, and what would limit it next. */
  readonly bottleneck: Bottleneck
  readonly next: Bottleneck | null
  /** Assumptions a reader must know, for example "link down: rated speed of the port assumed". */
  readonly notes: readonly string[]
}

/** A value with the range given by the measured error of the model for its topic. */
export interface Band {
  readonly value: number
  readonly low: number
  readonly high: number
  /** Outside the range in which the model was checked. */
  readonly isExtrapolated: boolean
}

/** A resource that is full, named so that a reader knows where to look. */
export interface Bottleneck {
  readonly resource: string
  /** For example "wire of 0000:3b:00.0, 25 Gb/s, shared by 3 VMs". */
  readonly label: string
  /** 0..1 */
  readonly utilisation: number
}
