/**
 * Interrupt remapping: an interrupt message of a device carries a handle into a table, and the table says which
 * CPU of which VM it is for. A device cannot forge an interrupt, because its routing id is checked.
 *
 * Modelled: the remappable format, presence, verification of the source, posting to a VM.
 * Left out: the choice of a vector, delivery modes, posted descriptors in memory, x2APIC.
 * Source: Intel VT-d 3.3, 5.1; fault texts of linux drivers/iommu/intel/dmar.c.
 */
import { err, ok, type Result } from '../../result.ts'

/** Who gets an interrupt. */
export interface InterruptTarget {
  readonly vm: string
  /** Vector of the function that it stands for. */
  readonly vector: number
}

/** A message that was blocked. */
export interface InterruptFault {
  /** Reason code of the fault record. */
  readonly code: 0x22 | 0x25 | 0x26
  readonly text: string
}

interface Entry {
  readonly sourceId: number
  readonly target: InterruptTarget
}

/** Address bits 31:20 of every interrupt message. */
const MESSAGE_BASE = 0xfee0_0000
/** Bit 4 tells the remappable format from the compatible one. */
const REMAPPABLE = 1 << 4
/** The handle without its top bit lies in bits 19:5, the top bit in bit 2. */
const HANDLE_SHIFT = 5

/** The table of one remapping unit. */
export class InterruptRemapper {
  private readonly entries = new Map<number, Entry>()
  private next = 0

  /** An entry for one vector of the function `sourceId`; gives the address that its MSI-X table must hold. */
  allocate(sourceId: number, target: InterruptTarget): number {
    const handle = this.next++
    this.entries.set(handle, { sourceId, target })
    return MESSAGE_BASE + ((handle & 0x7fff) << HANDLE_SHIFT) + REMAPPABLE + (((handle >> 15) & 1) << 2)
  }

  /** Entries of a function go when it leaves its VM. */
  release(sourceId: number): void {
    for (const [handle, entry] of this.entries) if (entry.sourceId === sourceId) this.entries.delete(handle)
  }

  /** Where a message of `sourceId` goes. */
  deliver(sourceId: number, address: number): Result<InterruptTarget, InterruptFault> {
    if ((address & REMAPPABLE) === 0)
      return err({ code: 0x25, text: 'Blocked a compatibility format interrupt request' })
    const handle = ((address >> HANDLE_SHIFT) & 0x7fff) | (((address >> 2) & 1) << 15)
    const entry = this.entries.get(handle)
    if (entry === undefined) return err({ code: 0x22, text: 'Present field in the IRTE entry is clear' })
    if (entry.sourceId !== sourceId)
      return err({
        code: 0x26,
        text: 'Blocked an interrupt request due to source-id verification failure'
      })
    return ok(entry.target)
  }
}
