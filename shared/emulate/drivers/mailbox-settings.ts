/** What a PF driver with a mailbox does with a setting of the host; register names and log lines differ by family. */
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import { isZeroMac, type HostSetting } from '../driver-pair.ts'
import { pfPolicy, type MailboxVf } from './mailbox-family.ts'

/** Names and lines of one driver. */
export interface SettingWords {
  readonly source: string
  readonly macRemoved: (vf: number) => string
  readonly spoofRegister: (vf: number) => string
  /** Whether the trust is logged after the interface's name. */
  readonly isTrustOfInterface: boolean
}

/** Carries a setting out. Of the trust, the VF still has to be told. */
export function applyMailboxSetting(
  words: SettingWords,
  machine: EmulatedHost,
  vf: VfFunction,
  pair: MailboxVf,
  setting: HostSetting
): void {
  const { timeline } = machine
  const { knob, value } = setting
  const before = pair.policy
  pair.policy = { ...pair.policy, [knob]: knob === 'mac' && isZeroMac(value) ? null : value }
  pair.pf = { ...pair.pf, policy: pfPolicy(pair.policy) }
  const print = (text: string, line: string): void =>
    timeline.print('pf-driver', text, line, 'done', words.source)
  const write = (text: string, detail: string): void =>
    timeline.tell({ from: 'pf-driver', to: 'device', kind: 'register', text, detail, source: words.source })
  const { maxMbps } = pair.policy
  switch (knob) {
    case 'mac':
      pair.pf = { ...pair.pf, mac: pair.policy.mac }
      if (pair.policy.mac === null)
        return print('The PF driver removes the MAC filter', machine.devLine(words.macRemoved(vf.index)))
      print('The PF driver sets the MAC filter', machine.devLine(`setting MAC ${value} on VF ${vf.index}`))
      return print(
        'A VF driver that runs keeps its own address until it is loaded again',
        machine.devLine('Reload the VF driver to make this change effective.')
      )
    case 'portVlan':
      pair.pf = { ...pair.pf, vlans: [value] }
      if (value === 0) return write('The port VLAN is taken off', `VMVIR[${vf.index}] = 0`)
      write(
        'The switch tags what the VF sends, and VLAN 0 is revoked',
        `VMVIR[${vf.index}]: VLAN ${value}, insert always`
      )
      return print(
        'The PF driver logs the port VLAN',
        machine.devLine(`Setting VLAN ${value}, QOS 0x0 on VF ${vf.index}`)
      )
    case 'isSpoofChecked':
      pair.pf = { ...pair.pf, isSpoofChecked: value }
      return write(
        `Anti-spoofing of VF ${vf.index} is switched ${value ? 'on' : 'off'}`,
        words.spoofRegister(vf.index)
      )
    case 'isTrusted': {
      if (before.isTrusted === value) return
      const trust = `VF ${vf.index} is ${value ? '' : 'not '}trusted`
      return print(
        'The PF driver logs the trust',
        words.isTrustOfInterface ? machine.netLine(trust) : machine.devLine(trust)
      )
    }
    case 'maxMbps':
    case 'minMbps':
      return write(
        maxMbps === 0 ? 'The rate limiter is off' : `The rate limiter is set to ${maxMbps} Mb/s`,
        maxMbps === 0
          ? 'RTTBCNRC = 0'
          : `RTTBCNRC: RS_ENA, factor ${(machine.nic.linkMbps / maxMbps).toFixed(3)}`
      )
  }
}
