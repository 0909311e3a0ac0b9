/**
 * PF driver and VF driver over a mailbox in the NIC, register by register. What differs between ixgbe and igb is data
 * (`mailbox-family.ts`); what the PF driver answers is in `device/`; here is when each side acts.
 */
import { Mailbox, VFMAILBOX } from '../device/ixgbe/mailbox.ts'
import { OPCODE, unpackMac, XCAST } from '../device/ixgbe/messages.ts'
import { afterVfReset, newVf } from '../device/ixgbe/pf-driver.ts'
import { isAcknowledged } from '../device/ixgbe/vf-driver.ts'
import type { PortFilter } from '../device/switch/embedded-switch.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { NS_PER_MS } from '../timeline.ts'
import type { VfRequest } from '../types.ts'
import { bitNames } from '../words.ts'
import { INITIAL_POLICY, type DriverPair, type HostSetting, type PairStatus } from '../driver-pair.ts'
import { pfPolicy, type MailboxFamily, type MailboxVf } from './mailbox-family.ts'
import { MailboxLink } from './mailbox-link.ts'
import { openQueues } from './queues.ts'
import { randomMac } from './random-mac.ts'

/** The VF driver waits this long before it reads the answer to RESET: mdelay(10). */
const RESET_WAIT_MS = 10

/** The drivers of an 82576 or 82599. */
export class MailboxPair implements DriverPair {
  private readonly machine: EmulatedHost
  private readonly family: MailboxFamily
  private readonly link: MailboxLink
  private pairs: MailboxVf[] = []

  constructor(machine: EmulatedHost, family: MailboxFamily) {
    this.machine = machine
    this.family = family
    this.link = new MailboxLink(machine, family)
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
    const reply = this.link.send(vf, pair, [OPCODE.RESET])
    timeline.tell({
      from: who,
      kind: 'state',
      text: 'The VF driver gives the PF 10 ms to reset its side',
      durationNs: RESET_WAIT_MS * NS_PER_MS,
      source: this.family.vfSource
    })
    if (reply === null) return
    const told = isAcknowledged(reply)
    pair.mac = told ? unpackMac(reply[1] ?? 0, reply[2] ?? 0) : (pair.mac ?? randomMac(vf.index))
    timeline.tell({
      from: who,
      kind: 'state',
      text: told
        ? `The VF takes the MAC that the PF tells it: ${pair.mac}`
        : `The PF tells no MAC (NACK): the VF uses ${pair.mac}, which it made up`,
      source: this.family.vfSource
    })
    const api = this.family.newestApi === null ? null : this.link.negotiate(vf, pair, this.family.newestApi)
    pair.driver = { mac: pair.mac, api }
    pair.isReady = true
    for (const words of this.family.configure(pair.mac)) this.link.send(vf, pair, words, 'messages')
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
    const reply = this.link.send(vf, pair, words)
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
      from: 'host-kernel',
      to: 'pf-driver',
      kind: 'state',
      text: 'Nobody tells the PF driver: the port is dead, without a line in the log, until its interface goes down and up. That is done now',
      detail: `ip link set ${this.machine.interfaceName} down; ip link set ${this.machine.interfaceName} up`,
      source: 'seen on a host with an 82576 under Linux 6.1'
    })
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
    if (mustRestart) this.link.ping(vf, pair, false)
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
      this.link.ping(vf, pair, pair.pf.isClearToSend)
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
