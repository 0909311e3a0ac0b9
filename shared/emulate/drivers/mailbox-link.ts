/** Messages over a mailbox in the NIC, both ways, told as steps. */
import { PFMAILBOX, VFMAILBOX } from '../device/ixgbe/mailbox.ts'
import { API_NUMBERS, MSG_CTS, OPCODE, PF_CONTROL_MSG, type ApiVersion } from '../device/ixgbe/messages.ts'
import type { PfAnswer } from '../device/ixgbe/pf-driver.ts'
import { exchange, isAcknowledged, negotiateApi, servePf, type PfSide } from '../device/ixgbe/vf-driver.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import type { MailboxFamily, MailboxVf } from './mailbox-family.ts'
import { mailboxSteps, tellWords, type Shown } from './mailbox-steps.ts'

/** The mailboxes of a PF with both drivers at their ends. */
export class MailboxLink {
  private readonly machine: EmulatedHost
  private readonly family: MailboxFamily

  constructor(machine: EmulatedHost, family: MailboxFamily) {
    this.machine = machine
    this.family = family
  }

  /** The PF's side of the next exchange. Words beyond `count` are left over from earlier messages. */
  private pfSide(vf: VfFunction, pair: MailboxVf, count: number, shown: Shown): PfSide {
    const { timeline } = this.machine
    return servePf(
      (heard) => {
        const answer: PfAnswer = this.family.answer(this.machine, heard.slice(0, count), pair.pf)
        pair.pf = answer.state
        const isDone = isAcknowledged(answer.reply ?? []) || heard[0] === OPCODE.RESET
        for (const text of answer.log) {
          const line = this.family.logsForInterface ? this.machine.netLine(text) : this.machine.devLine(text)
          timeline.print(
            'pf-driver',
            'The PF driver logs it',
            line,
            isDone ? 'done' : 'refused',
            this.family.pfSource
          )
        }
        return answer.reply
      },
      mailboxSteps(this.machine, this.family, vf, shown)
    )
  }

  /** One message of the VF with its answer; null = none came, which is told. */
  send(
    vf: VfFunction,
    pair: MailboxVf,
    words: readonly number[],
    shown: Shown = 'registers'
  ): readonly number[] | null {
    const watch = mailboxSteps(this.machine, this.family, vf, shown)
    const reply = exchange(pair.mailbox, words, this.pfSide(vf, pair, words.length, shown), watch)
    if (reply.ok) return reply.value
    const isTimeout = reply.error.kind === 'timeout'
    this.machine.timeline.tell({
      from: this.machine.partyOf(vf),
      kind: 'state',
      text: isTimeout
        ? 'Nobody answered within 2000 looks, 500 us apart'
        : 'The PF was reset meanwhile: the message is lost, and the VF driver knows that it must reset',
      outcome: 'lost',
      durationNs: isTimeout ? 1e9 : 0,
      source: this.family.vfSource
    })
    return null
  }

  /** Both sides agree on a version, the newest first. */
  negotiate(vf: VfFunction, pair: MailboxVf, newest: ApiVersion): ApiVersion {
    const watch = mailboxSteps(this.machine, this.family, vf, 'messages')
    const agreed = negotiateApi(pair.mailbox, newest, this.pfSide(vf, pair, 2, 'messages'), watch)
    const api = agreed.ok ? agreed.value : '1.0'
    this.machine.timeline.tell({
      from: this.machine.partyOf(vf),
      to: 'pf-driver',
      kind: 'state',
      text: `Both drivers agree on mailbox API ${api}`,
      detail: `API_NEGOTIATE ${API_NUMBERS[api]}`,
      source: this.family.vfSource
    })
    return api
  }

  /** A control message of the PF: the VF is to look at its link, or has lost its leave to send. */
  ping(vf: VfFunction, pair: MailboxVf, isClearToSend: boolean): void {
    pair.pf = { ...pair.pf, isClearToSend }
    const word = (PF_CONTROL_MSG | (isClearToSend ? MSG_CTS : 0)) >>> 0
    pair.mailbox.writePf(PFMAILBOX.PFU)
    pair.mailbox.write(0, word)
    tellWords(this.machine, this.family, 'pf', vf, [word])
    pair.mailbox.writePf(PFMAILBOX.STS)
    // A driver that listens reads the message and acknowledges it; nothing else does.
    if (pair.driver === null) return
    pair.mailbox.readVf()
    pair.mailbox.writeVf(VFMAILBOX.ACK)
    pair.mailbox.takePfCauses()
  }
}
