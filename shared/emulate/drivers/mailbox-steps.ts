/** The traffic of a mailbox as steps: registers with their bits, messages with their words decoded. */
import { PFMAILBOX, VFMAILBOX } from '../device/ixgbe/mailbox.ts'
import { MAILBOX_DELAY_US, type MailboxEvent, type MailboxWatch } from '../device/ixgbe/vf-driver.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { NS_PER_US } from '../timeline.ts'
import { bitNames, hex } from '../words.ts'
import type { MailboxFamily } from './mailbox-family.ts'

/** How much of the traffic is told. */
export type Shown = 'registers' | 'messages'

/** A watch of one VF's mailbox that tells every access, or only what was said and the pause until the answer. */
export const mailboxSteps =
  (machine: EmulatedHost, family: MailboxFamily, vf: VfFunction, shown: Shown): MailboxWatch =>
  (event) => {
    if (event.kind === 'message') tellWords(machine, family, event.side, vf, event.words)
    else if (shown === 'registers' || isAnswerFound(event)) tellRegister(machine, family, vf, event)
  }

/** The VF looks once, pauses, and finds the answer with its next look. */
const isAnswerFound = (event: MailboxEvent): boolean =>
  event.kind === 'read' && event.side === 'vf' && (event.value & VFMAILBOX.PFSTS) !== 0

function tellRegister(
  machine: EmulatedHost,
  family: MailboxFamily,
  vf: VfFunction,
  event: Exclude<MailboxEvent, { kind: 'message' }>
): void {
  const { side, register, value, kind } = event
  const isCause = register === 'MBVFICR'
  const names = isCause
    ? `request of VF ${vf.index}`
    : bitNames(value, register === 'VFMAILBOX' ? VFMAILBOX : PFMAILBOX)
  const name = isCause
    ? family.registers.causes
    : register === 'VFMAILBOX'
      ? family.registers.vf
      : `${family.registers.pf}[${vf.index}]`
  machine.timeline.tell({
    from: isCause ? 'device' : side === 'vf' ? machine.partyOf(vf) : 'pf-driver',
    to: isCause ? 'pf-driver' : 'device',
    kind: isCause ? 'interrupt' : 'register',
    text: isCause
      ? 'The request interrupts the PF driver, which looks whose it is'
      : (REGISTER_TEXTS[`${side} ${kind} ${names}`] ??
        `${side === 'vf' ? 'The VF' : 'The PF'} driver ${kind}s ${name}`),
    detail: `${name} ${kind === 'read' ? '=' : '<-'} ${hex(value, 8)} (${names})`,
    source: family.datasheet,
    durationNs: isAnswerFound(event) ? MAILBOX_DELAY_US * NS_PER_US : 0
  })
}

const REGISTER_TEXTS: Readonly<Record<string, string>> = {
  'vf write VFU': 'The VF driver takes the buffer',
  'vf read VFU': 'It has the buffer',
  'vf write REQ': 'It gives the buffer back and raises the request',
  'vf write ACK': 'The VF driver acknowledges the answer',
  'vf read PFSTS | PFACK': 'With its next look, 500 us later, the VF driver finds the answer',
  'pf write ACK': 'The PF driver acknowledges the message',
  'pf write PFU': 'The PF driver takes the buffer',
  'pf write STS': 'The PF driver raises the answer'
}

/** A message that one side wrote into the buffer. */
export function tellWords(
  machine: EmulatedHost,
  family: MailboxFamily,
  side: 'vf' | 'pf',
  vf: VfFunction,
  words: readonly number[]
): void {
  const party = machine.partyOf(vf)
  const { name, isAnswer, isRefused, text } = family.describe(words)
  const verb = side === 'vf' ? 'asks' : isAnswer ? 'answers' : 'tells'
  machine.timeline.tell({
    from: side === 'vf' ? party : 'pf-driver',
    to: side === 'vf' ? 'pf-driver' : party,
    kind: 'message',
    text: side === 'vf' ? `VF ${vf.index} ${verb}: ${text}` : `The PF ${verb} VF ${vf.index}: ${text}`,
    detail: `${words.map((word) => hex(word >>> 0, 8)).join(' ')} (${name})`,
    outcome: isRefused && side === 'pf' && !name.startsWith('RESET') ? 'refused' : 'done',
    source: family.protocol
  })
}
