import { describe, expect, it } from 'vitest'
import { MSG_ACK, MSG_NACK, packMac, unpackMac, XCAST } from '../ixgbe/messages.ts'
import { newVf, type VfPolicy, type VfState } from '../ixgbe/pf-driver.ts'
import { describeIgbMessage, IGB_OPCODE, PROMISC } from './messages.ts'
import { answerIgbVf } from './pf-driver.ts'

const OPEN: VfPolicy = {
  mac: null,
  portVlan: 0,
  isTrusted: false,
  isSpoofChecked: true,
  allowsRssQuery: false
}
const PINNED = '52:54:00:00:00:01'
const OTHER = '02:00:00:00:00:07'

const ready = (policy: Partial<VfPolicy> = {}): VfState =>
  answerIgbVf([IGB_OPCODE.RESET], newVf(2, { ...OPEN, ...policy })).state

const isRefused = (words: readonly number[], state: VfState): boolean =>
  ((answerIgbVf(words, state).reply?.[0] ?? 0) & MSG_NACK) !== 0

describe('igb PF driver', () => {
  it('refuses everything before the VF has reset', () => {
    expect(isRefused([IGB_OPCODE.SET_LPE, 1522], newVf(0, OPEN))).toBe(true)
    expect(isRefused([IGB_OPCODE.SET_LPE, 1522], ready())).toBe(false)
  })

  it('answers reset with whatever address it has for the VF, also one that the VF chose', () => {
    const first = answerIgbVf([IGB_OPCODE.RESET], newVf(2, OPEN))
    expect((first.reply?.[0] ?? 0) & MSG_NACK).not.toBe(0)
    const chosen = answerIgbVf([IGB_OPCODE.SET_MAC_ADDR, ...packMac(OTHER)], first.state).state
    const [word = 0, low = 0, high = 0] = answerIgbVf([IGB_OPCODE.RESET], chosen).reply ?? []
    expect([(word & MSG_ACK) !== 0, unpackMac(low, high)]).toEqual([true, OTHER])
  })

  it('refuses any address to an untrusted VF with a pinned one, the pinned one too', () => {
    const set = (mac: string) => [IGB_OPCODE.SET_MAC_ADDR, ...packMac(mac)]
    expect(isRefused(set(PINNED), ready({ mac: PINNED }))).toBe(true)
    expect(isRefused(set(OTHER), ready({ mac: PINNED, isTrusted: true }))).toBe(false)
    expect(answerIgbVf(set(OTHER), ready({ mac: PINNED })).log[0]).toBe(
      'VF 2 attempted to override administratively set MAC address\nReload the VF driver to resume operations'
    )
    expect(isRefused(set('01:00:5e:00:00:01'), ready())).toBe(true)
  })

  it('refuses VLANs behind a port VLAN', () => {
    const add = [IGB_OPCODE.SET_VLAN | (1 << 16), 5]
    expect(answerIgbVf(add, ready({ portVlan: 42 })).log[0]).toContain('administratively set VLAN tag')
    expect(answerIgbVf(add, ready()).state.vlans).toEqual([0, 5])
  })

  it('has promiscuous mode for multicast only', () => {
    expect(isRefused([IGB_OPCODE.SET_PROMISC | PROMISC.UNICAST], ready({ isTrusted: true }))).toBe(true)
    expect(answerIgbVf([IGB_OPCODE.SET_PROMISC | PROMISC.MULTICAST], ready()).state.xcastMode).toBe(
      XCAST.ALLMULTI
    )
  })

  it('knows no versions', () => {
    expect(answerIgbVf([0x08, 5], ready()).log).toEqual(['Unhandled Msg 00000008'])
  })
})

describe('igb messages in words', () => {
  it.each([
    [[IGB_OPCODE.RESET], 'reset'],
    [[IGB_OPCODE.RESET | MSG_NACK], 'reset done, no MAC is known (NACK)'],
    [[IGB_OPCODE.SET_VLAN | (1 << 16), 5], 'add VLAN 5'],
    [[IGB_OPCODE.SET_MAC_ADDR | MSG_NACK], 'MAC: refused (NACK)'],
    [[IGB_OPCODE.SET_PROMISC | PROMISC.UNICAST], 'promiscuous mode for unicast']
  ])('%j is: %s', (words, text) => {
    expect(describeIgbMessage(words).text).toBe(text)
  })
})
