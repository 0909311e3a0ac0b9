/**
 * A layout: hosts with ports, VMs with network functions, and what each sends. It is plain data, made from a
 * plan and the inventory or written by hand, and the same value can be estimated and run.
 */
import type { NicPresetId } from '../calibration/nic-presets.ts'
import type { PcieLinkShape } from '../platform/pcie-link.ts'
import type { Method } from '../types.ts'

/** Software between a guest and the port, for the method `virtio`. */
export type SoftwareBackend = 'vhost-net' | 'ovs-dpdk' | 'vpp'

/** Hosts that do not share anything but what their VMs send. */
export interface LayoutScenario {
  readonly kind: 'layout'
  readonly hosts: readonly LayoutHost[]
}

/** A host: CPU, IOMMU, ports and VMs. */
export interface LayoutHost {
  readonly id: string
  /** Clock of the cores that do switching, GHz. */
  readonly coreGhz: number
  /** Page size with which guest memory is mapped in the IOMMU, bytes; null = no translation. */
  readonly iommuPageBytes: number | null
  /** Cores of a user-space switch (`ovs-dpdk`, `vpp`); unused by others. */
  readonly switchCores: number
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
}

/** A VM with its network functions. */
export interface LayoutVm {
  readonly id: string
  /** vCPUs that handle network traffic at most. */
  readonly vcpus: number
  readonly functions: readonly LayoutFunction[]
}

/** One network function of a VM and the traffic on it: one flow. */
export interface LayoutFunction {
  /** `id` of a port of the same host. */
  readonly port: string
  readonly method: Method
  readonly backend: SoftwareBackend
  readonly traffic: Traffic
  /** Mbit/s of frames; 0 = none. Already rounded as the driver rounds (`device/rate-limit.ts`). */
  readonly maxMbps: number
  readonly minMbps: number
  readonly weight: number
}

/** What is sent. Frames include the FCS. */
export interface Traffic {
  /** `out`: VM to wire; `in`: wire to VM; `loop`: to a VF of the same port, through the embedded switch. */
  readonly direction: 'out' | 'in' | 'loop'
  readonly frameBytes: number
  /** M frames/s that are offered; null = greedy. */
  readonly offeredMpps: number | null
  /**
   * `stream`: a TCP-like stream with segmentation offload, costed by the byte in software; `frames`: every
   * frame by itself, sent by a poll-mode driver.
   */
  readonly style: 'stream' | 'frames'
  /** Concurrent flows: decides how a flow cache does. */
  readonly flows: number
}
