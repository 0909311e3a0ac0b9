/**
 * The VF driver's side: it resets, negotiates the newest version that both know, and sends requests.
 * Source: linux drivers/net/ethernet/intel/ixgbevf/{mbx.c,vf.c}. Left out: retries after a time-out (2000 x 500 us).
 */
import { err, ok, type Result } from '../../../result.ts'
import type { Mailbox } from './mailbox.ts'
import { MAILBOX_WORDS, PFMAILBOX, VFMAILBOX } from './mailbox.ts'
import { API_NUMBERS, apiVersions, MSG_ACK, MSG_NACK, OPCODE, type ApiVersion } from './messages.ts'

/** How often the VF looks for an answer. linux IXGBE_VF_MBX_INIT_TIMEOUT. */
export const MAILBOX_RETRIES = 2000
/** Pause between two looks, us. linux IXGBE_VF_MBX_INIT_DELAY. */
export const MAILBOX_DELAY_US = 500

/** Why a message did not get through. */
export type MailboxError =
  /** The PF has the buffer, or there was no answer within `MAILBOX_RETRIES` looks. */
  { readonly kind: 'timeout'; readonly afterUs: number } | { readonly kind: 'pf-reset' }

/** The PF's side, called when the VF has raised a request: it may answer or not. */
export type PfSide = (mailbox: Mailbox) => void

/** What passes over a mailbox, for display. */
export type MailboxEvent =
  | {
      readonly side: 'vf' | 'pf'
      readonly kind: 'write' | 'read'
      readonly register: 'VFMAILBOX' | 'PFMAILBOX' | 'MBVFICR'
      readonly value: number
    }
  /** The words of the buffer as one side wrote them; those that follow are left over from before. */
  | { readonly side: 'vf' | 'pf'; readonly kind: 'message'; readonly words: readonly number[] }

/** Told of every access, in order. */
export type MailboxWatch = (event: MailboxEvent) => void

const unwatched: MailboxWatch = () => undefined

/** Sends `words` and waits for the answer. */
export function exchange(
  mailbox: Mailbox,
  words: readonly number[],
  pf: PfSide,
  watch: MailboxWatch = unwatched
): Result<readonly number[], MailboxError> {
  const write = (value: number): void => {
    mailbox.writeVf(value)
    watch({ side: 'vf', kind: 'write', register: 'VFMAILBOX', value })
  }
  const read = (): number => {
    const value = mailbox.readVf()
    watch({ side: 'vf', kind: 'read', register: 'VFMAILBOX', value })
    return value
  }
  write(VFMAILBOX.VFU)
  const status = read()
  if (status & (VFMAILBOX.RSTI | VFMAILBOX.RSTD)) return err({ kind: 'pf-reset' })
  const timeout: MailboxError = { kind: 'timeout', afterUs: MAILBOX_RETRIES * MAILBOX_DELAY_US }
  if (!(status & VFMAILBOX.VFU)) return err(timeout)
  words.slice(0, MAILBOX_WORDS).forEach((word, i) => mailbox.write(i, word))
  watch({ side: 'vf', kind: 'message', words })
  // Dropping VFU and raising REQ is one write.
  write(VFMAILBOX.REQ)
  pf(mailbox)
  const answered = read()
  if (answered & (VFMAILBOX.RSTI | VFMAILBOX.RSTD)) return err({ kind: 'pf-reset' })
  if (!(answered & VFMAILBOX.PFSTS)) return err(timeout)
  const reply = Array.from({ length: MAILBOX_WORDS }, (_, i) => mailbox.read(i))
  write(VFMAILBOX.ACK)
  return ok(reply)
}

/** The PF's side of one exchange: reads, acknowledges, answers. `answer` gives the words, or null for none. */
export const servePf =
  (answer: (words: readonly number[]) => readonly number[] | null, watch: MailboxWatch = unwatched): PfSide =>
  (mailbox) => {
    const write = (value: number): void => {
      mailbox.writePf(value)
      watch({ side: 'pf', kind: 'write', register: 'PFMAILBOX', value })
    }
    if (!mailbox.takePfCauses().request) return
    watch({ side: 'pf', kind: 'read', register: 'MBVFICR', value: 1 })
    const words = Array.from({ length: MAILBOX_WORDS }, (_, i) => mailbox.read(i))
    write(PFMAILBOX.ACK)
    const reply = answer(words)
    if (reply === null) return
    write(PFMAILBOX.PFU)
    if (!(mailbox.readPf() & PFMAILBOX.PFU)) return
    reply.slice(0, MAILBOX_WORDS).forEach((word, i) => mailbox.write(i, word))
    watch({ side: 'pf', kind: 'message', words: reply })
    write(PFMAILBOX.STS)
  }

/** Whether the PF carried the request out. */
export const isAcknowledged = (reply: readonly number[]): boolean =>
  ((reply[0] ?? 0) & MSG_ACK) !== 0 && ((reply[0] ?? 0) & MSG_NACK) === 0

/** Asks for the newest version first and goes down until the PF agrees. 1.0 needs no agreement. */
export function negotiateApi(
  mailbox: Mailbox,
  newest: ApiVersion,
  pf: PfSide,
  watch: MailboxWatch = unwatched
): Result<ApiVersion, MailboxError> {
  const candidates = apiVersions.filter((version) => API_NUMBERS[version] <= API_NUMBERS[newest]).reverse()
  for (const version of candidates) {
    const reply = exchange(mailbox, [OPCODE.API_NEGOTIATE, API_NUMBERS[version]], pf, watch)
    if (!reply.ok) return reply
    if (isAcknowledged(reply.value)) return ok(version)
  }
  return ok('1.0')
}
