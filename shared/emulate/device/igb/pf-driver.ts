/**
 * What the igb driver answers to a VF's requests. The mailbox is that of ixgbe without versions; the state is kept in
 * the same form.
 *
 * Modelled: the handshake, MAC and VLAN that the host pinned, trust, promiscuous mode; the messages that the driver
 * logs, each after the PF's PCI address.
 * Left out: multicast hash tables, further MAC filters, the two seconds for which an early request is left unanswered.
 * Source: linux drivers/net/ethernet/intel/igb/igb_main.c, igb_rcv_msg_from_vf. Checked: refusals on the virtual lab
 * host.
 */
import { isValidUnicast, MSG_ACK, MSG_CTS, MSG_NACK, packMac, unpackMac, XCAST } from '../ixgbe/messages.ts'
import { afterVfReset, type PfAnswer, type VfState } from '../ixgbe/pf-driver.ts'
import { IGB_OPCODE, PROMISC } from './messages.ts'

/** Answers one message of a VF. */
export function answerIgbVf(message: readonly number[], state: VfState): PfAnswer {
  const [first = 0, one = 0, two = 0] = message
  if (first & (MSG_ACK | MSG_NACK)) return { state, reply: null, log: [] }
  if (first === IGB_OPCODE.RESET) return reset(state)
  if (!state.isClearToSend) return { state, reply: [(first | MSG_NACK) >>> 0], log: [] }
  const done = (next: VfState): PfAnswer => ({
    state: next,
    reply: [(first | MSG_ACK | MSG_CTS) >>> 0],
    log: []
  })
  const refuse = (...log: string[]): PfAnswer => ({
    state,
    reply: [(first | MSG_NACK | MSG_CTS) >>> 0],
    log
  })
  const { policy, index } = state
  const reload = 'Reload the VF driver to resume operations'
  switch (first & 0xffff) {
    case IGB_OPCODE.SET_MAC_ADDR: {
      // Not even the pinned address itself may be set.
      if (policy.mac !== null && !policy.isTrusted)
        return refuse(`VF ${index} attempted to override administratively set MAC address\n${reload}`)
      const mac = unpackMac(one, two)
      return isValidUnicast(mac)
        ? done({ ...state, mac })
        : refuse(`VF ${index} attempted to set invalid MAC`)
    }
    case IGB_OPCODE.SET_PROMISC:
      // A VF never sees what is for others: of the two modes there is only the one for multicast.
      if ((first & PROMISC.UNICAST) !== 0) return refuse()
      return done({ ...state, xcastMode: (first & PROMISC.MULTICAST) !== 0 ? XCAST.ALLMULTI : XCAST.MULTI })
    case IGB_OPCODE.SET_MULTICAST:
      return done(state)
    case IGB_OPCODE.SET_LPE:
      return done({ ...state, maxFrameBytes: one })
    case IGB_OPCODE.SET_VLAN: {
      if (policy.portVlan !== 0)
        return refuse(`VF ${index} attempted to override administratively set VLAN tag\n${reload}`)
      const vlan = one & 0xfff
      const isAdded = ((first >>> 16) & 0xff) === 1
      if (vlan === 0 && !isAdded) return done(state)
      const others = state.vlans.filter((each) => each !== vlan)
      return done({ ...state, vlans: isAdded ? [...others, vlan].sort((a, b) => a - b) : others })
    }
    default:
      return refuse(`Unhandled Msg ${(first >>> 0).toString(16).padStart(8, '0')}`)
  }
}

/** RESET: any address that the PF has for the VF comes back with ACK, whichever side set it. */
function reset(state: VfState): PfAnswer {
  const next: VfState = { ...afterVfReset(state), isClearToSend: true }
  const flag = next.mac === null ? MSG_NACK : MSG_ACK
  const reply = [(IGB_OPCODE.RESET | flag) >>> 0, ...(next.mac === null ? [0, 0] : packMac(next.mac))]
  return { state: next, reply, log: [] }
}
