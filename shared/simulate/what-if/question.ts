/** What is asked in What-if: plain data, kept while the window is open. */
import type { NicPresetId } from '../presets/nic-presets.ts'
import type { SoftwareBackend, Traffic } from '../layout/layout.ts'
import type { FrameSizes } from '../cost/ethernet.ts'
import { methodNames } from '../method-names.ts'
import type { MethodChoice } from '../types.ts'

/**
 * Where frames go. Besides the three of a layout: to a VM on another port or another host, each VM with a partner and
 * both ways; or from the wire through all VMs one after the other and back to the wire.
 */
export type Direction = Traffic['direction'] | 'other-port' | 'other-host' | 'chain'

/** What is sent, and through what: applies to a plan and to a free scenario alike. */
export interface Knobs {
  readonly style: Traffic['style']
  readonly direction: Direction
  /** FCS included. */
  readonly frameBytes: FrameSizes
  /** Concurrent flows of each VM: what a flow cache has to hold. */
  readonly flows: number
  /** Software between guest and port where the way is virtio. */
  readonly backend: SoftwareBackend
  /** Cores of a user-space switch. */
  readonly switchCores: number
  /** What each function offers, M frames/s; null = as much as it can. */
  readonly offeredMpps: number | null
  /** null = as many VMs as the plan has. */
  readonly vms: number | null
}

/** The part of the question that is laid over a layout; what is missing stays as the layout has it. */
export type Asked = Partial<Knobs>

/** The host of a free scenario. */
export interface FreeHost {
  readonly nic: NicPresetId
  readonly coreGhz: number
  readonly vcpus: number
  /** Page size with which guest memory is mapped; `none` = no translation. */
  readonly iommuPages: 'none' | '4k' | '2m' | '1g'
}

/** Frames as large as an MTU of 1500 allows, and the smallest. */
export const FULL_FRAME_BYTES = 1518
/** The smallest Ethernet frame. */
export const SMALL_FRAME_BYTES = 64
/** Largest frame that can be asked for: MTU 9000. */
export const MOST_FRAME_BYTES = 9018
/** Most VMs that can be asked for. */
export const MOST_VMS = 256
/** VMs of a free scenario to begin with. */
export const DEFAULT_FREE_VMS = 4

/** Traffic of a new question. */
export const defaultKnobs: Knobs = {
  style: 'frames',
  direction: 'out',
  frameBytes: SMALL_FRAME_BYTES,
  flows: 10,
  backend: 'vhost-net',
  switchCores: 1,
  offeredMpps: null,
  vms: null
}

/** Hardware of a new question without a plan. */
export const defaultFreeHost: FreeHost = { nic: 'xl710', coreGhz: 2.6, vcpus: 1, iommuPages: '2m' }

/** Software switches in words. */
export const backendNames: Readonly<Record<SoftwareBackend, string>> = {
  'vhost-net': 'vhost-net, kernel switch',
  'ovs-dpdk': 'OVS-DPDK',
  vpp: 'VPP with vhost-user'
}

/** In full, with the software that virtio needs. */
export const methodTitle = (way: MethodChoice, { backend }: Pick<Knobs, 'backend'>): string =>
  way === 'virtio'
    ? `virtio, ${backend === 'vhost-net' ? 'vhost-net' : backendNames[backend]}`
    : methodNames[way]
