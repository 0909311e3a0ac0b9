/**
 * Function Level Reset of a PF and of its VFs: what is lost, who else is hit, and when Linux goes on.
 *
 * Modelled: FLR of a VF resets that VF alone and leaves its place in configuration space; FLR of the PF clears VF
 * Enable, so all VFs are gone. Linux waits 100 ms and then polls a function that answers with retry status.
 * Left out: transactions on their way (completions during FLR are Unsupported Requests), device quirks such as
 * the 82599 leaving TDWBAL/H alone.
 * Source: PCI Express Base 5.0, 6.6.2 and 9.2.2; linux pci_dev_wait (60 s since commit 821cdad). Checked: row 70.
 */
import { CONTROL, SRIOV, type SriovCapability } from './sriov/capability.ts'

/** Software waits this long before it touches a function again. */
export const FLR_WAIT_MS = 100
/** Linux gives a function that answers with retry status this long. */
export const FLR_POLL_LIMIT_MS = 60_000

/** State of a function that FLR clears. */
export interface FunctionState {
  readonly isBusMaster: boolean
  readonly isMsiXEnabled: boolean
  /** Queues that its driver set up. */
  readonly queues: number
}

/** A function after reset. */
export const RESET_STATE: FunctionState = { isBusMaster: false, isMsiXEnabled: false, queues: 0 }

/** How a reset went, ms after it began. */
export type ResetOutcome =
  | { readonly kind: 'ready'; readonly atMs: number }
  /** It still answered with retry status when Linux gave up. */
  | { readonly kind: 'timeout'; readonly atMs: number }

/** When Linux can use a function that needs `recoveryMs` to come back. */
export function resetOutcome(recoveryMs: number): ResetOutcome {
  if (recoveryMs <= FLR_WAIT_MS) return { kind: 'ready', atMs: FLR_WAIT_MS }
  // After the wait the kernel polls, doubling the pause from 1 ms.
  let atMs = FLR_WAIT_MS
  for (let pause = 1; atMs < recoveryMs; pause *= 2) {
    if (pause > FLR_POLL_LIMIT_MS) return { kind: 'timeout', atMs }
    atMs += pause
  }
  return { kind: 'ready', atMs }
}

/** A PF with its VFs as far as resets go. */
export class ResettableDevice {
  readonly sriov: SriovCapability
  private pf: FunctionState = RESET_STATE
  private readonly vfs = new Map<number, FunctionState>()

  constructor(sriov: SriovCapability) {
    this.sriov = sriov
  }

  /** State of the PF (null) or a VF; undefined for a VF that does not exist. */
  state(vf: number | null): FunctionState | undefined {
    if (vf === null) return this.pf
    return vf < this.sriov.vfCount ? (this.vfs.get(vf) ?? RESET_STATE) : undefined
  }

  /** What a driver sets up. */
  configure(vf: number | null, state: FunctionState): void {
    if (vf === null) this.pf = state
    else if (vf < this.sriov.vfCount) this.vfs.set(vf, state)
  }

  /** FLR of one VF: the others do not notice. */
  resetVf(vf: number): void {
    this.vfs.delete(vf)
  }

  /** FLR of the PF: it and every VF lose everything. */
  resetPf(): void {
    this.pf = RESET_STATE
    this.vfs.clear()
    this.sriov.resetFunction()
  }

  /** VF Enable cleared by software: VFs are gone, the PF goes on. */
  disableVfs(nowMs: number): void {
    this.vfs.clear()
    this.sriov.write16(SRIOV.CONTROL, this.sriov.read16(SRIOV.CONTROL) & ~CONTROL.VF_ENABLE, nowMs)
  }
}
