/**
 * The hardware of one VF of a NIC: configuration space, MSI-X, a pair of queues and counters.
 *
 * Modelled: what FLR takes away (bus mastering, MSI-X, queues) and what it leaves (its place, its counters).
 * Left out: more than one queue pair, offloads, registers that FLR forgets to clear (TDWBAL/H of the 82599).
 * Source: PCI Express Base 5.0, 6.6.2 and 9.3.4; Intel 82599 datasheet 4.2.2 and 7.10.
 */
import { DescriptorRing } from './descriptor-ring.ts'
import { Msix } from './msix.ts'
import { VfConfigSpace, type VfIdentity } from './sriov/vf-config-space.ts'

/** What the VFs of a NIC have in common. */
export interface VfHardware {
  readonly identity: VfIdentity
  /** Entries of the MSI-X table. */
  readonly vectors: number
  /** Descriptors of each ring, as the VF driver sets them up. */
  readonly ringLength: number
}

/** Frames that a VF's statistics registers counted. */
export interface FrameCounters {
  sent: number
  received: number
  /** Dropped at the source by anti-spoofing. */
  spoofed: number
}

/** One VF. */
export class VfFunction {
  /** From 0. */
  readonly index: number
  readonly routingId: number
  readonly config: VfConfigSpace
  readonly msix: Msix
  readonly tx: DescriptorRing
  readonly rx: DescriptorRing
  readonly counters: FrameCounters = { sent: 0, received: 0, spoofed: 0 }

  constructor(index: number, routingId: number, { identity, vectors, ringLength }: VfHardware) {
    this.index = index
    this.routingId = routingId
    this.config = new VfConfigSpace(identity)
    this.msix = new Msix(vectors)
    this.tx = new DescriptorRing(ringLength)
    this.rx = new DescriptorRing(ringLength)
  }

  /** FLR, or a reset of the PF. */
  reset(): void {
    this.config.reset()
    this.msix.reset()
    this.tx.reset()
    this.rx.reset()
  }
}
