/**
 * PF driver and VF driver over a mailbox in the NIC, register by register. What differs between ixgbe and igb is data
 * (`mailbox-family.ts`); what the PF driver answers is in `device/`; here is when each side acts.
 */
import { Mailbox, PFMAILBOX, VFMAILBOX } from '../../device/ixgbe/mailbox.ts'
import {
  API_NUMBERS,
  MSG_CTS,
  OPCODE,
  PF_CONTROL_MSG,
  unpackMac,
  XCAST,
  type ApiVersion
} from '../../device/ixgbe/messages.ts'
import { afterVfReset, newVf, type PfAnswer } from '../../device/ixgbe/pf-driver.ts'
import { exchange, isAcknowledged, negotiateApi, servePf, type PfSide } from '../../device/ixgbe/vf-driver.ts'
import type { PortFilter } from '../../device/switch/embedded-switch.ts'
import type { VfFunction } from '../../device/vf-function.ts'
import type { Machine } from '../machine.ts'
import { NS_PER_MS } from '../timeline.ts'
import type { VfRequest } from '../types.ts'
import { bitNames } from '../words.ts'
import { INITIAL_POLICY, type DriverPair, type HostSetting, type PairStatus } from './driver-pair.ts'
import { pfPolicy, type MailboxFamily, type MailboxVf } from './mailbox-family.ts'
import { mailboxSteps, tellWords, type Shown } from './mailbox-steps.ts'
import { openQueues } from './queues.ts'
import { randomMac } from './random-mac.ts'

/** The VF driver waits this long before it reads the answer to RESET: mdelay(10). */
const RESET_WAIT_MS = 10

/** The drivers of an 82576 or 82599. */
export class MailboxPair implements DriverPair {
  private readonly machine: Machine
  private readonly family: MailboxFamily
  private pairs: MailboxVf[] = []

  constructor(machine: Machine, family: MailboxFamily) {
    this.machine = machine
    this.family = family
  }

  vfsCreated(count: number): void {
    this.pairs = Array.from({ length: count }, (_, index) => ({
      mailbox: new Mailbox(),
      pf: newVf(index, pfPolicy(INITIAL_POLICY)),
      policy: INITIAL_POLICY,
      driver: null,
      mac: null,
      isReady: false
    }))
  }

  start(vf: VfFunction): void {
    const pair = this.pair(vf)
    const { timeline } = this.machine
    const who = this.machine.partyOf(vf)
    const status = pair.mailbox.readVf()
    timeline.tell({
      from: who,
      to: 'device',
      kind: 'register',
      text: 'The VF driver waits until no reset of the PF is under way',
      detail: `${this.family.registers.vf} = ${bitNames(status & (VFMAILBOX.RSTI | VFMAILBOX.RSTD), VFMAILBOX)}: neither RSTI nor RSTD may stand`,
      source: this.family.vfSource
    })
    const reply = this.send(vf, [OPCODE.RESET])
    timeline.tell({
      from: who,
      kind: 'state',
      text: 'The VF driver gives the PF 10 ms to reset its side',
      durationNs: RESET_WAIT_MS * NS_PER_MS,
      source: this.family.vfSource
    })
    if (reply === null) return
    const told = isAcknowledged(reply)
    pair.mac = told ? unpackMac(reply[1] ?? 0, reply[2] ?? 0) : (pair.mac ?? randomMac(vf.index, 0))
    timeline.tell({
      from: who,
      kind: 'state',
      text: told
        ? `The VF takes the MAC that the PF tells it: ${pair.mac}`
        : `The PF tells no MAC (NACK): the VF uses ${pair.mac}, which it made up`,
      source: this.family.vfSource
    })
    const api = this.family.newestApi === null ? null : this.negotiate(vf, this.family.newestApi)
    pair.driver = { mac: pair.mac, api }
    pair.isReady = true
    for (const words of this.family.configure(pair.mac)) this.send(vf, words, 'messages')
    openQueues(this.machine, vf)
  }

  stop(vf: VfFunction): void {
    const pair = this.pair(vf)
    pair.driver = null
    pair.isReady = false
  }

  request(vf: VfFunction, request: VfRequest): void {
    const pair = this.pair(vf)
    const refused = (text: string, detail: string): void =>
      this.machine.timeline.tell({
        from: this.machine.partyOf(vf),
        kind: 'state',
        text,
        detail,
        outcome: 'refused',
        source: this.family.vfSource
      })
    const words = this.family.wordsOf(request)
    if (words === null) return refused('This mailbox has no such request', 'errno EOPNOTSUPP')
    const reply = this.send(vf, words)
    if (reply === null || pair.driver === null) return
    if (!isAcknowledged(reply) && !this.family.noticesRefusal(reply))
      return this.machine.timeline.tell({
        from: this.machine.partyOf(vf),
        kind: 'state',
        text: 'The VF driver overlooks the refusal and tells its system that it worked',
        outcome: 'lost',
        source: 'seen on a host with an 82576 under Linux 6.1, though not every time'
      })
    if (!isAcknowledged(reply))
      return refused(
        'The VF driver gives the error to whoever asked and changes nothing',
        `errno ${this.family.errnoOf(request)}`
      )
    if (request.kind === 'set-mac') {
      pair.mac = request.mac
      pair.driver = { ...pair.driver, mac: request.mac }
    }
    const shortfall = this.family.shortfall(request, reply)
    if (shortfall !== null)
      refused(
        'The VF is not trusted: it was given less than it asked for, and only the reply says so',
        shortfall
      )
  }

  functionReset(vf: VfFunction): void {
    const pair = this.pair(vf)
    const before = pair.pf
    pair.pf = this.family.afterFlr(before)
    const { portVlan } = pair.policy
    const armed = pair.pf.isSpoofChecked && !before.isSpoofChecked ? '; anti-spoofing armed again' : ''
    this.machine.timeline.tell({
      from: 'device',
      to: 'pf-driver',
      kind: 'interrupt',
      text: `The PF driver is told that VF ${vf.index} was reset`,
      detail: `${this.family.registers.resetCause} bit ${vf.index}`,
      source: this.family.datasheet
    })
    this.machine.timeline.tell({
      from: 'pf-driver',
      to: 'device',
      kind: 'register',
      text: `The PF driver clears what VF ${vf.index} had set`,
      detail:
        `VLAN filters cleared, ${portVlan === 0 ? 'VLAN 0' : `port VLAN ${portVlan}`} put back, ` +
        `further MAC filters removed${this.family.newestApi === null ? '' : ', API back to 1.0'}${armed}`,
      source: this.family.pfSource
    })
  }

  pfReset(): void {
    for (const vf of this.machine.vfs) {
      const pair = this.pair(vf)
      pair.mailbox.beginPfReset()
      pair.mailbox.endPfReset()
      pair.pf = { ...afterVfReset(pair.pf), isClearToSend: false, isSpoofChecked: pair.policy.isSpoofChecked }
    }
    this.machine.timeline.tell({
      from: 'pf-driver',
      to: 'device',
      kind: 'register',
      text: 'The PF driver sets its side up again; no VF is clear to send before it resets',
      detail: `${this.family.registers.vf} of every VF: RSTI, then RSTD`,
      source: `${this.family.pfSource}; ${this.family.datasheet}`
    })
  }

  applySetting(vf: VfFunction, setting: HostSetting): void {
    const pair = this.pair(vf)
    const isTrustChanged = setting.knob === 'isTrusted' && setting.value !== pair.policy.isTrusted
    const mustRestart = isTrustChanged && this.family.isTrustTold
    if (mustRestart) this.ping(vf, false)
    this.family.applySetting(this.machine, vf, pair, setting)
    if (mustRestart) this.restartByNack(vf)
  }

  linkChanged(isUp: boolean): void {
    this.machine.timeline.print(
      'pf-driver',
      `The PF driver sees the link ${isUp ? 'come up' : 'go down'}`,
      this.machine.netLine(this.family.linkLine(this.machine, isUp))
    )
    for (const vf of this.machine.vfs) {
      const pair = this.pair(vf)
      this.ping(vf, pair.pf.isClearToSend)
      if (pair.driver === null) continue
      this.machine.timeline.tell({
        from: this.machine.partyOf(vf),
        kind: 'log',
        text: `The driver of VF ${vf.index} reads its link status and tells its system`,
        detail: `link ${isUp ? 'up' : 'down'}`,
        source: this.family.vfSource
      })
    }
  }

  spoofNoticed(vf: VfFunction): void {
    const line = this.family.spoofLine(vf.index)
    this.machine.timeline.print(
      'pf-driver',
      'The PF driver finds the counter of spoofed frames changed within two seconds',
      line.isOfInterface ? this.machine.netLine(line.text) : this.machine.devLine(line.text),
      'done',
      this.family.pfSource
    )
  }

  status(vf: VfFunction): PairStatus {
    const { driver, policy, isReady } = this.pair(vf)
    return { mac: driver?.mac ?? null, version: driver?.api ?? null, isReady, policy }
  }

  filter(vf: VfFunction): PortFilter {
    const { pf, policy } = this.pair(vf)
    return {
      macs: [...(pf.mac === null ? [] : [pf.mac]), ...pf.macvlans],
      vlans: pf.vlans,
      portVlan: policy.portVlan,
      receivesMulticast: pf.xcastMode >= XCAST.ALLMULTI,
      isPromiscuous: pf.xcastMode === XCAST.PROMISC,
      checksMac: pf.isSpoofChecked,
      checksVlan: pf.isSpoofChecked,
      hasLoopback: true
    }
  }

  private pair(vf: VfFunction): MailboxVf {
    const pair = this.pairs[vf.index]
    if (pair === undefined) throw new RangeError(`the PF driver knows no VF ${vf.index}`)
    return pair
  }

  /** The PF's side of the next exchange. Words beyond `count` are left over from earlier messages. */
  private pfSide(vf: VfFunction, count: number, shown: Shown): PfSide {
    const pair = this.pair(vf)
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
  private send(
    vf: VfFunction,
    words: readonly number[],
    shown: Shown = 'registers'
  ): readonly number[] | null {
    const watch = mailboxSteps(this.machine, this.family, vf, shown)
    const reply = exchange(this.pair(vf).mailbox, words, this.pfSide(vf, words.length, shown), watch)
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

  private negotiate(vf: VfFunction, newest: ApiVersion): ApiVersion {
    const watch = mailboxSteps(this.machine, this.family, vf, 'messages')
    const agreed = negotiateApi(this.pair(vf).mailbox, newest, this.pfSide(vf, 2, 'messages'), watch)
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
  private ping(vf: VfFunction, isClearToSend: boolean): void {
    const pair = this.pair(vf)
    pair.pf = { ...pair.pf, isClearToSend }
    const word = (PF_CONTROL_MSG | (isClearToSend ? MSG_CTS : 0)) >>> 0
    pair.mailbox.writePf(PFMAILBOX.PFU)
    pair.mailbox.write(0, word)
    tellWords(this.machine, this.family, 'pf', vf, [word])
    pair.mailbox.writePf(PFMAILBOX.STS)
    // A driver that listens reads the message and acknowledges it; nobody else does.
    if (pair.driver === null) return
    pair.mailbox.readVf()
    pair.mailbox.writeVf(VFMAILBOX.ACK)
    pair.mailbox.takePfCauses()
  }

  /** A VF that hears a control message without CTS acknowledges it, is sent NACK and resets itself. */
  private restartByNack(vf: VfFunction): void {
    if (this.pair(vf).driver === null) return
    this.machine.timeline.tell({
      from: this.machine.partyOf(vf),
      kind: 'state',
      text: `VF ${vf.index} is no longer clear to send: its driver resets itself`,
      source: this.family.vfSource
    })
    this.start(vf)
  }
}
