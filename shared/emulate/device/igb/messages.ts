/**
 * Messages of the igb mailbox: that of ixgbe before it had versions. Flags and layout are the same.
 * Source: linux drivers/net/ethernet/intel/igb/e1000_mbx.h.
 */
import {
  controlText,
  messageName,
  MSG_NACK,
  PF_CONTROL_MSG,
  unpackMac,
  type MessageDescription
} from '../ixgbe/messages.ts'

/** Requests of a VF (bits 15:0 of word 0). */
export const IGB_OPCODE = {
  RESET: 0x01,
  SET_MAC_ADDR: 0x02,
  SET_MULTICAST: 0x03,
  SET_VLAN: 0x04,
  SET_LPE: 0x05,
  SET_PROMISC: 0x06
} as const

/** Arguments of SET_PROMISC, in bits 23:16. */
export const PROMISC = { UNICAST: 1 << 16, MULTICAST: 1 << 17 } as const

/** What the words of a message say. */
export function describeIgbMessage(words: readonly number[]): MessageDescription {
  const [first = 0, one = 0, two = 0] = words
  const { name, isAnswer, isRefused } = messageName(first, IGB_OPCODE)
  const verdict = isAnswer ? `: ${isRefused ? 'refused (NACK)' : 'done (ACK)'}` : ''
  const described = (text: string): MessageDescription => ({ name, isAnswer, isRefused, text })
  switch (first & 0xffff) {
    case PF_CONTROL_MSG:
      return described(controlText(first))
    case IGB_OPCODE.RESET:
      if (!isAnswer) return described('reset')
      return described(
        (first & MSG_NACK) !== 0
          ? 'reset done, no MAC is known (NACK)'
          : `reset, MAC ${unpackMac(one, two)}${verdict}`
      )
    case IGB_OPCODE.SET_MAC_ADDR:
      return described(isAnswer ? `MAC${verdict}` : `MAC ${unpackMac(one, two)}`)
    case IGB_OPCODE.SET_MULTICAST:
      return described(`multicast hashes${verdict}`)
    case IGB_OPCODE.SET_VLAN:
      return described(
        isAnswer
          ? `VLAN${verdict}`
          : `${((first >>> 16) & 0xff) === 1 ? 'add' : 'remove'} VLAN ${one & 0xfff}`
      )
    case IGB_OPCODE.SET_LPE:
      return described(isAnswer ? `frame size${verdict}` : `frames of up to ${one} bytes`)
    case IGB_OPCODE.SET_PROMISC:
      return described(
        `promiscuous mode${(first & PROMISC.UNICAST) !== 0 ? ' for unicast' : ''}${(first & PROMISC.MULTICAST) !== 0 ? ' for multicast' : ''}${verdict}`
      )
    default:
      return described(`opcode ${first & 0xffff}`)
  }
}
