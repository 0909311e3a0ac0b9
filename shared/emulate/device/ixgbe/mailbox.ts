/**
 * The mailbox between a VF and the PF of an 82599: sixteen 32-bit words and two status registers.
 *
 * Modelled: the buffer lock (VFU / PFU), the request, acknowledge and status bits with their read-to-clear
 * behaviour, the reset indications. Left out: interrupt latency (a caller decides when the other side looks).
 * Source: Intel 82599 datasheet 8.2.3.22 and 8.3.5.1; linux ixgbe_mbx.h, ixgbevf/mbx.h. Register bits carry the
 * datasheet's names.
 */

/** VFMAILBOX, the VF's register (0x2FC). */
export const VFMAILBOX = {
  /** Request to PF: a message is ready. Self-clearing. */
  REQ: 0x01,
  /** Acknowledge: the PF's message was read. Self-clearing. */
  ACK: 0x02,
  /** Buffer taken by the VF. */
  VFU: 0x04,
  /** Buffer taken by the PF. Read only here. */
  PFU: 0x08,
  /** PF wrote a message. Cleared by reading. */
  PFSTS: 0x10,
  /** PF read the VF's message. Cleared by reading. */
  PFACK: 0x20,
  /** Reset of the PF in progress. Read only. */
  RSTI: 0x40,
  /** Reset of the PF is done. Cleared by reading. */
  RSTD: 0x80
} as const

/** PFMAILBOX, the PF's register (0x4B00 + 4 n). */
export const PFMAILBOX = {
  /** Status: a message is ready for the VF. Self-clearing. */
  STS: 0x01,
  /** Acknowledge: the VF's message was read. Self-clearing. */
  ACK: 0x02,
  /** Buffer taken by the VF. Read only here. */
  VFU: 0x04,
  /** Buffer taken by the PF. */
  PFU: 0x08,
  /** Reset VFU: takes the buffer away from a VF that died with it. Self-clearing. */
  RVFU: 0x10
} as const

/** Words of the buffer. */
export const MAILBOX_WORDS = 16

/** One VF's mailbox. Both sides see the same sixteen words. */
export class Mailbox {
  private readonly memory = new Uint32Array(MAILBOX_WORDS)
  private isTakenByVf = false
  private isTakenByPf = false
  private isPfResetting = false
  /** Bits that reading VFMAILBOX clears. */
  private latched = 0
  /** MBVFICR: what the PF's interrupt handler finds, and clears. */
  private isRequestPending = false
  private isAckPending = false

  /** The VF's register. */
  readVf(): number {
    const value =
      this.latched |
      (this.isTakenByVf ? VFMAILBOX.VFU : 0) |
      (this.isTakenByPf ? VFMAILBOX.PFU : 0) |
      (this.isPfResetting ? VFMAILBOX.RSTI : 0)
    this.latched = 0
    return value
  }

  writeVf(value: number): void {
    // The lock goes to the side that asks first; asking while the other side has it changes nothing.
    if (value & VFMAILBOX.VFU) this.isTakenByVf ||= !this.isTakenByPf
    else this.isTakenByVf = false
    if (value & VFMAILBOX.REQ) this.isRequestPending = true
    if (value & VFMAILBOX.ACK) this.isAckPending = true
  }

  /** The PF's register. */
  readPf(): number {
    return (this.isTakenByVf ? PFMAILBOX.VFU : 0) | (this.isTakenByPf ? PFMAILBOX.PFU : 0)
  }

  writePf(value: number): void {
    if (value & PFMAILBOX.RVFU) this.isTakenByVf = false
    if (value & PFMAILBOX.PFU) this.isTakenByPf ||= !this.isTakenByVf
    else this.isTakenByPf = false
    if (value & PFMAILBOX.STS) this.latched |= VFMAILBOX.PFSTS
    if (value & PFMAILBOX.ACK) this.latched |= VFMAILBOX.PFACK
  }

  /** What interrupted the PF; reading clears it, as writing back MBVFICR and MBVFIMR does. */
  takePfCauses(): { readonly request: boolean; readonly ack: boolean } {
    const causes = { request: this.isRequestPending, ack: this.isAckPending }
    this.isRequestPending = false
    this.isAckPending = false
    return causes
  }

  read(word: number): number {
    return this.memory[word] ?? 0
  }

  /** Writing without the lock is possible, as in hardware: the drivers are what keeps to the rule. */
  write(word: number, value: number): void {
    if (word >= 0 && word < MAILBOX_WORDS) this.memory[word] = value
  }

  /** The PF resets: VFs see RSTI until `endPfReset`, then RSTD once. */
  beginPfReset(): void {
    this.isPfResetting = true
    this.isTakenByPf = false
    this.isTakenByVf = false
    this.isRequestPending = false
    this.isAckPending = false
    this.latched = 0
    this.memory.fill(0)
  }

  endPfReset(): void {
    this.isPfResetting = false
    this.latched |= VFMAILBOX.RSTD
  }
}
