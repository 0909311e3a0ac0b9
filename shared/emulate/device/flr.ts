/**
 * How long a function level reset takes before Linux goes on.
 *
 * Modelled: the fixed wait, and the polling of a function that answers with retry status after it. What is lost is
 * with the functions: `vf-function.ts`, `pf-config-space.ts`.
 * Left out: transactions on their way (completions during FLR are Unsupported Requests).
 * Source: PCI Express Base 5.0, 6.6.2; linux pci_dev_wait (60 s since commit 821cdad). Checked: row 70.
 */
import { defaultValues } from '../../calibration/parameters.ts'

/** Software waits this long before it touches a function again. */
export const FLR_WAIT_MS = defaultValues['ctrl.flrWait']
/** Linux gives a function that answers with retry status this long. */
export const FLR_POLL_LIMIT_MS = 60_000

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
