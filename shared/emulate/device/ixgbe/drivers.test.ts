import { describe, expect, it } from 'vitest'
import { Mailbox, VFMAILBOX } from './mailbox.ts'
import {
  API_NUMBERS,
  MSG_ACK,
  MSG_CTS,
  MSG_NACK,
  OPCODE,
  packMac,
  unpackMac,
  XCAST,
  type ApiVersion
} from './messages.ts'
import { afterVfReset, answerVf, newVf, type PfFacts, type VfPolicy, type VfState } from './pf-driver.ts'
import { exchange, isAcknowledged, negotiateApi, servePf } from './vf-driver.ts'

const PF: PfFacts = {
  device: '82599',
  newestApi: '1.4',
  maxFrameBytes: 1514,
  isLinkUp: true,
  queuesPerVf: 2,
  trafficClasses: 1
}

const OPEN: VfPolicy = {
  mac: null,
  portVlan: 0,
  isTrusted: false,
  isSpoofChecked: true,
  allowsRssQuery: true
}

const PINNED = '52:54:00:00:00:01'

/** A VF that went through RESET and agreed on `api`. */
function ready(policy: Partial<VfPolicy> = {}, api: ApiVersion = '1.4', pf: PfFacts = PF): VfState {
  const afterReset = answerVf([OPCODE.RESET], newVf(3, { ...OPEN, ...policy }), pf).state
  return answerVf([OPCODE.API_NEGOTIATE, API_NUMBERS[api]], afterReset, pf).state
}

const isRefused = (words: readonly number[], state: VfState, pf: PfFacts = PF): boolean =>
  ((answerVf(words, state, pf).reply?.[0] ?? 0) & MSG_NACK) !== 0

describe('PF driver', () => {
  it('refuses everything before the VF has reset', () => {
    const fresh = newVf(0, OPEN)
    const answer = answerVf([OPCODE.SET_LPE, 1500], fresh, PF)
    expect((answer.reply?.[0] ?? 0) & MSG_NACK).not.toBe(0)
    expect((answer.reply?.[0] ?? 0) & MSG_CTS).toBe(0)
    expect(answer.state).toBe(fresh)
  })

  it('tells a pinned MAC on reset with ACK', () => {
    const { reply } = answerVf([OPCODE.RESET], newVf(0, { ...OPEN, mac: PINNED }), PF)
    expect((reply?.[0] ?? 0) >>> 0).toBe((OPCODE.RESET | MSG_ACK) >>> 0)
    expect(unpackMac(reply?.[1] ?? 0, reply?.[2] ?? 0)).toBe(PINNED)
  })

  it('answers reset with NACK where no MAC is pinned, so that the VF makes one up', () => {
    const { reply, state } = answerVf([OPCODE.RESET], newVf(0, OPEN), PF)
    expect(((reply?.[0] ?? 0) & MSG_NACK) !== 0).toBe(true)
    expect(state.isClearToSend).toBe(true)
  })

  it('keeps the MAC that a VF chose through its reset, without telling it', () => {
    const chosen = answerVf([OPCODE.SET_MAC_ADDR, ...packMac('02:00:00:00:00:99')], ready(), PF).state
    const { reply, state } = answerVf([OPCODE.RESET], chosen, PF)
    expect([state.mac, reply?.[1], reply?.[2]]).toEqual(['02:00:00:00:00:99', 0, 0])
  })

  it('arms anti-spoofing again at a reset only behind a port VLAN', () => {
    const macvlan = [OPCODE.SET_MACVLAN | (1 << 16), ...packMac('02:00:00:00:00:07')]
    const isArmedAfter = (portVlan: number): boolean => {
      const { state } = answerVf(macvlan, ready({ portVlan }), PF)
      expect(state.isSpoofChecked).toBe(false)
      return answerVf([OPCODE.RESET], state, PF).state.isSpoofChecked
    }
    expect([isArmedAfter(0), isArmedAfter(42)]).toEqual([false, true])
  })

  it('hears a VF after FLR without RESET, but at API 1.0', () => {
    const state = afterVfReset(ready({}, '1.4'))
    expect(isRefused([OPCODE.GET_QUEUES], state)).toBe(true)
    expect(isRefused([OPCODE.SET_LPE, 1518], state)).toBe(false)
  })

  it('falls back to API 1.0 and forgets filters on reset, but keeps what the host set', () => {
    const used = answerVf([OPCODE.SET_VLAN | (1 << 16), 100], ready({ mac: PINNED }), PF).state
    expect(used.vlans).toEqual([0, 100])
    const again = answerVf([OPCODE.RESET], used, PF).state
    expect(again).toMatchObject({ api: '1.0', vlans: [0], mac: PINNED, macvlans: [] })
  })

  it('does not answer acknowledgements', () => {
    expect(answerVf([MSG_ACK | OPCODE.RESET], ready(), PF).reply).toBeNull()
  })

  it('refuses another MAC than the pinned one and logs what real drivers log', () => {
    const other = packMac('02:00:00:00:00:99')
    const answer = answerVf([OPCODE.SET_MAC_ADDR, ...other], ready({ mac: PINNED }), PF)
    expect(isRefused([OPCODE.SET_MAC_ADDR, ...other], ready({ mac: PINNED }))).toBe(true)
    expect(answer.log[0]).toContain('VF 3 attempted to override administratively set MAC address')
    expect(answer.state.mac).toBe(PINNED)
  })

  it('accepts another MAC from a trusted VF, and the pinned one from anybody', () => {
    const other = packMac('02:00:00:00:00:99')
    expect(isRefused([OPCODE.SET_MAC_ADDR, ...other], ready({ mac: PINNED, isTrusted: true }))).toBe(false)
    expect(isRefused([OPCODE.SET_MAC_ADDR, ...packMac(PINNED)], ready({ mac: PINNED }))).toBe(false)
  })

  it('refuses a multicast MAC', () => {
    expect(isRefused([OPCODE.SET_MAC_ADDR, ...packMac('01:00:5e:00:00:01')], ready())).toBe(true)
  })

  it('refuses VLANs behind a port VLAN or with traffic classes', () => {
    const add = [OPCODE.SET_VLAN | (1 << 16), 100]
    expect(isRefused(add, ready({ portVlan: 42 }))).toBe(true)
    expect(isRefused(add, ready(), { ...PF, trafficClasses: 4 })).toBe(true)
    expect(isRefused(add, ready())).toBe(false)
  })

  it('says yes to removing VLAN 0 and keeps it', () => {
    const answer = answerVf([OPCODE.SET_VLAN, 0], ready(), PF)
    expect(answer.state.vlans).toEqual([0])
    expect(isRefused([OPCODE.SET_VLAN, 0], ready())).toBe(false)
  })

  it('turns spoof checking off for a VF that may have further addresses', () => {
    const request = [OPCODE.SET_MACVLAN | (1 << 16), ...packMac('02:00:00:00:00:07')]
    const { state } = answerVf(request, ready(), PF)
    expect(state).toMatchObject({ isSpoofChecked: false, macvlans: ['02:00:00:00:00:07'] })
    expect(isRefused(request, ready({ mac: PINNED }))).toBe(true)
  })

  it.each([
    ['1.0', true],
    ['1.1', true],
    ['1.2', false]
  ] as const)('answers GET_RETA to API %s with refused = %s', (api, refused) => {
    expect(isRefused([OPCODE.GET_RETA], ready({}, api))).toBe(refused)
  })

  it('refuses frames that no Ethernet has', () => {
    expect([67, 9729].map((bytes) => isRefused([OPCODE.SET_LPE, bytes], ready()))).toEqual([true, true])
  })

  it('refuses GET_RETA where the host does not allow RSS queries', () => {
    expect(isRefused([OPCODE.GET_RETA], ready({ allowsRssQuery: false }))).toBe(true)
  })

  it('refuses an API newer than its own, and the one of Solaris', () => {
    const old = { ...PF, newestApi: '1.2' as const }
    expect(isRefused([OPCODE.API_NEGOTIATE, API_NUMBERS['1.3']], ready(), old)).toBe(true)
    expect(isRefused([OPCODE.API_NEGOTIATE, 1], ready())).toBe(true)
  })

  it('cuts promiscuous mode down to multicast for an untrusted VF and says so in the reply', () => {
    const untrusted = answerVf([OPCODE.UPDATE_XCAST_MODE, XCAST.PROMISC], ready(), PF)
    expect(untrusted.reply?.[1]).toBe(XCAST.MULTI)
    const x540 = { ...PF, device: 'x540' as const }
    const trusted = answerVf([OPCODE.UPDATE_XCAST_MODE, XCAST.PROMISC], ready({ isTrusted: true }), x540)
    expect(trusted.reply?.[1]).toBe(XCAST.PROMISC)
  })

  it('has no promiscuous VFs on an 82599, trusted or not', () => {
    expect(isRefused([OPCODE.UPDATE_XCAST_MODE, XCAST.PROMISC], ready({ isTrusted: true }))).toBe(true)
  })

  it('knows promiscuous mode only from API 1.3 on', () => {
    const trusted = ready({ isTrusted: true }, '1.2')
    expect(isRefused([OPCODE.UPDATE_XCAST_MODE, XCAST.PROMISC], trusted)).toBe(true)
    expect(isRefused([OPCODE.UPDATE_XCAST_MODE, XCAST.ALLMULTI], trusted)).toBe(false)
  })

  it('gives a VF of an 82599 jumbo frames only from API 1.1 on and where the PF has them', () => {
    const jumbo = [OPCODE.SET_LPE, 9000]
    const pf = { ...PF, maxFrameBytes: 9014 }
    expect(isRefused(jumbo, ready({}, '1.1', pf), pf)).toBe(false)
    expect(isRefused(jumbo, ready({}, '1.0', pf), pf)).toBe(true)
    expect(isRefused(jumbo, ready({}, '1.1'), PF)).toBe(true)
    expect(isRefused(jumbo, ready(), { ...PF, device: 'x540' })).toBe(false)
  })

  it('refuses what it does not know and logs it', () => {
    expect(answerVf([0x7f], ready(), PF).log).toEqual(['Unhandled Msg 0000007f'])
  })
})

describe('VF driver', () => {
  const connect = (pf: PfFacts): { box: Mailbox; side: ReturnType<typeof servePf> } => {
    let state = newVf(0, OPEN)
    const side = servePf((words) => {
      const answer = answerVf(words, state, pf)
      state = answer.state
      return answer.reply
    })
    const box = new Mailbox()
    exchange(box, [OPCODE.RESET], side)
    return { box, side }
  }

  it.each([
    ['1.4', '1.4', '1.4'],
    ['1.2', '1.4', '1.2'],
    ['1.4', '1.1', '1.1'],
    ['1.0', '1.4', '1.0']
  ] as const)('with a PF of %s and a VF of %s agrees on %s', (pfApi, vfApi, agreed) => {
    const { box, side } = connect({ ...PF, newestApi: pfApi })
    const result = negotiateApi(box, vfApi, side)
    expect(result).toEqual({ ok: true, value: agreed })
  })

  it('gives up after a second when the PF does not answer', () => {
    const result = exchange(new Mailbox(), [OPCODE.RESET], () => undefined)
    expect(result).toEqual({ ok: false, error: { kind: 'timeout', afterUs: 1_000_000 } })
  })

  it('notices a PF that resets', () => {
    const box = new Mailbox()
    box.beginPfReset()
    expect(exchange(box, [OPCODE.RESET], () => undefined)).toMatchObject({
      ok: false,
      error: { kind: 'pf-reset' }
    })
  })

  it('acknowledges the answer, which interrupts the PF', () => {
    const { box, side } = connect(PF)
    box.takePfCauses()
    const reply = exchange(box, [OPCODE.GET_QUEUES], side)
    expect(reply.ok && isAcknowledged(reply.value)).toBe(false)
    expect(box.takePfCauses().ack).toBe(true)
    expect(box.readVf() & VFMAILBOX.PFSTS).toBe(0)
  })
})
