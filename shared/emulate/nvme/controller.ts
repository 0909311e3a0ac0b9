/**
 * The registers of one NVMe controller that decide whether its driver can work, and the queues that it offers.
 *
 * Modelled: CC.EN, CSTS.RDY and CSTS.CFS, the Offline state of a secondary controller, Number of Queues.
 * Left out: I/O, doorbells, shutdown, capabilities, everything that both kinds of controllers have in common.
 * Source: NVM Express Base Specification 2.0, 3.1.3.5 (CC), 3.1.3.6 (CSTS), 8.26.3 (states). Checked: against the
 * emulated controller of the virtual lab host, whose offline VFs show CSTS 2h.
 */

/** Register offsets. */
export const REGISTER = { CC: 0x14, CSTS: 0x1c } as const
/** Bits of CC. */
export const CC = { EN: 1 << 0 } as const
/** Bits of CSTS. */
export const CSTS = { RDY: 1 << 0, CFS: 1 << 1 } as const

/** One controller. `isOnline` is for ever true of a primary controller. */
export class ControllerRegisters {
  private cc = 0
  private status: number
  private online: boolean

  constructor(isOnline: boolean) {
    this.online = isOnline
    this.status = isOnline ? 0 : CSTS.CFS
  }

  get isOnline(): boolean {
    return this.online
  }

  /** CSTS. */
  get csts(): number {
    return this.status
  }

  /** A driver has enabled it. */
  get isReady(): boolean {
    return (this.status & CSTS.RDY) !== 0
  }

  read(register: number): number {
    if (register === REGISTER.CC) return this.cc
    return register === REGISTER.CSTS ? this.status : 0
  }

  /** Returns whether the write was a Controller Reset (CC.EN from 1 to 0). */
  write(register: number, value: number): boolean {
    if (register !== REGISTER.CC) return false
    const wasEnabled = (this.cc & CC.EN) !== 0
    const isEnabled = (value & CC.EN) !== 0
    this.cc = value
    if (!wasEnabled && isEnabled) this.status = this.online ? CSTS.RDY : CSTS.CFS
    if (wasEnabled && !isEnabled) this.reset()
    return wasEnabled && !isEnabled
  }

  /** Any Controller Level Reset: registers as after power-on; an offline controller reports a fatal status. */
  reset(): void {
    this.cc = 0
    this.status = this.online ? 0 : CSTS.CFS
  }

  /** Virtualization Management: a change of state resets the controller. */
  setOnline(isOnline: boolean): void {
    if (this.online === isOnline) return
    this.online = isOnline
    this.reset()
  }
}
