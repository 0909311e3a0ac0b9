/**
 * A layout: hosts with ports, VMs with network functions, and what each sends. It is plain data, made from a
 * plan and the inventory or written by hand, and the same value can be estimated and run. What may be left out
 * has a default in the calibration table, or is not modelled; each says which.
 */
import type { NicPresetId } from '../presets/nic-presets.ts'
import type { FrameSizes } from '../cost/ethernet.ts'
import type { PcieLinkShape } from '../cost/pcie-link.ts'
import type { IoMethod } from '../types.ts'

/** Software between a guest and the port, for the method `virtio`. */
export type SoftwareBackend = 'vhost-net' | 'ovs-dpdk' | 'vpp'

/** Hosts that do not share anything but what their VMs send. */
export interface LayoutScenario {
  readonly kind: 'layout'
  readonly hosts: readonly LayoutHost[]
}

/** A host: CPU, memory, IOMMU, ports and VMs. */
export interface LayoutHost {
  readonly id: string
  /** Name for people; without it they are shown the id. */
  readonly label?: string
  /** Clock of the cores that do switching, GHz. */
  readonly coreGhz: number
  /** Page size with which guest memory is mapped in the IOMMU, bytes; null = no translation. */
  readonly iommuPageBytes: number | null
  /** Cores of a user-space switch (`ovs-dpdk`, `vpp`); unused by others. */
  readonly switchCores: number
  /** Memory bandwidth of one NUMA node, GB/s; without it the table's `memory.nodeGBps`. */
  readonly memoryGBps?: number
  /** Whether interrupts reach guests without exits; without it nothing is taken off the guests' cores. */
  readonly hasPostedInterrupts?: boolean
  readonly ports: readonly LayoutPort[]
  readonly vms: readonly LayoutVm[]
}

/** One port of a NIC: a wire, and a PCIe link that ports of one card share. */
export interface LayoutPort {
  readonly id: string
  /** In the user's terms, for example "0000:3b:00.0 (ens3f0)". */
  readonly label: string
  readonly nic: NicPresetId
  readonly wireGbps: number
  /** null = PCIe not modelled (link unknown). */
  readonly link: PcieLinkShape | null
  /** Ports with the same number hang on one PCIe link. */
  readonly linkNumber: number
  /** NUMA node of the card; without it on the node of its user. */
  readonly numaNode?: number
}

/** A VM with its network functions. */
export interface LayoutVm {
  readonly id: string
  /** Name for people; without it they are shown the id. */
  readonly label?: string
  /** vCPUs that handle network traffic at most. */
  readonly vcpus: number
  /** NUMA node of its memory; without it on the node of its devices. */
  readonly numaNode?: number
  readonly functions: readonly LayoutFunction[]
}

/** One network function of a VM and the traffic on it: one flow. */
export interface LayoutFunction {
  /** `id` of a port of the same host. */
  readonly port: string
  readonly method: IoMethod
  readonly backend: SoftwareBackend
  readonly traffic: Traffic
  /** Queue pairs; without it one for virtio, and the NIC's default for a VF. vhost-net has a thread for each. */
  readonly queues?: number
  /** Descriptors of each ring: frames that can wait, and memory that the device goes over; 512 without it. */
  readonly ringDescriptors?: number
  /**
   * Interrupts a second at which the guest's driver moderates; without it the table's `irq.moderatedRate`. Counts for
   * assigned devices of guests that do not poll.
   */
  readonly interruptsPerSecond?: number
  /** Mbit/s of frames; 0 = none. Already rounded as the driver rounds (`device/rate-limit.ts`). */
  readonly maxMbps: number
  readonly minMbps: number
  readonly weight: number
}

/** A function of a VM of the layout: one that others send to, or send through. */
export interface Peer {
  /** Without it the sender's host. */
  readonly host?: string
  readonly vm: string
  /** The VM's function on this port; without it the one on the port where the frames are, or its first. */
  readonly port?: string
}

/** What is sent, and which way. Frames include the FCS. */
export interface Traffic {
  /**
   * Where frames begin: `out`: in the VM; `in`: on the wire, and the VM is the first to get them; `loop`: in the VM, for
   * another VF of the same port, of any VM.
   */
  readonly direction: 'out' | 'in' | 'loop'
  /** VMs that pass every frame on, in this order, after this VM. */
  readonly through?: readonly Peer[]
  /** Where frames end; without it those that go `out` end on the wire, and those that come `in` in the last VM. */
  readonly to?: Peer | 'wire'
  readonly frameBytes: FrameSizes
  /** M frames/s that are offered; null = greedy. */
  readonly offeredMpps: number | null
  /** Frames that are sent at once, where a rate is offered; one without it. */
  readonly burstFrames?: number
  /**
   * `stream`: TCP-like streams with segmentation offload, costed by the byte in software; `frames`: every
   * frame by itself, sent by a poll-mode driver.
   */
  readonly style: 'stream' | 'frames'
  /**
   * Concurrent flows: decides how a flow cache does, and over how many queues and vCPUs streams can spread. A poll-mode
   * sender picks its queues itself.
   */
  readonly flows: number
}

/** What people call a host or a VM of a layout: ids out of the database mean nothing to them. */
export const layoutName = ({ id, label }: Pick<LayoutHost | LayoutVm, 'id' | 'label'>): string => label ?? id
