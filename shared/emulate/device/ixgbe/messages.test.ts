import { describe, expect, it } from 'vitest'
import {
  describeMessage,
  MSG_ACK,
  MSG_CTS,
  MSG_NACK,
  OPCODE,
  packMac,
  PF_CONTROL_MSG,
  XCAST
} from './messages.ts'

describe('ixgbe messages in words', () => {
  it.each([
    [[OPCODE.RESET], 'RESET', 'reset'],
    [[OPCODE.RESET | MSG_NACK], 'RESET NACK', 'reset done, no MAC is pinned (NACK)'],
    [
      [OPCODE.RESET | MSG_ACK, ...packMac('52:54:00:00:00:01')],
      'RESET ACK',
      'reset, MAC 52:54:00:00:00:01: done (ACK)'
    ],
    [[OPCODE.SET_VLAN | (1 << 16), 5], 'SET_VLAN', 'add VLAN 5'],
    [[OPCODE.SET_VLAN | MSG_NACK | MSG_CTS, 5], 'SET_VLAN NACK CTS', 'remove VLAN 5: refused (NACK)'],
    [[OPCODE.API_NEGOTIATE, 5], 'API_NEGOTIATE', 'API 1.4'],
    [[OPCODE.API_NEGOTIATE, 9], 'API_NEGOTIATE', 'API 9'],
    [[OPCODE.UPDATE_XCAST_MODE, XCAST.PROMISC], 'UPDATE_XCAST_MODE', 'receive mode promiscuous'],
    [[PF_CONTROL_MSG], 'PF_CONTROL_MSG', 'look at your link, you are not clear to send'],
    [[PF_CONTROL_MSG | MSG_CTS], 'PF_CONTROL_MSG CTS', 'look at your link'],
    [[0x7f], 'opcode 127', 'opcode 127']
  ])('%j is %s: %s', (words, name, text) => {
    expect(describeMessage(words)).toMatchObject({ name, text })
  })
})
