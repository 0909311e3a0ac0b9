/** igb and igbvf on an 82576. Log lines as seen on the virtual lab host. */
import { describeIgbMessage, IGB_OPCODE, PROMISC } from '../device/igb/messages.ts'
import { answerIgbVf } from '../device/igb/pf-driver.ts'
import { packMac } from '../device/ixgbe/messages.ts'
import { afterVfReset } from '../device/ixgbe/pf-driver.ts'
import type { VfRequest } from '../types.ts'
import { ETHERNET_BYTES, type MailboxFamily } from './mailbox-family.ts'
import { applyMailboxSetting } from './mailbox-settings.ts'

const PF_SOURCE = 'linux drivers/net/ethernet/intel/igb/igb_main.c'
/** igbvf allows for a VLAN tag. */
const VLAN_TAG_BYTES = 4
const STANDARD_MTU = 1500

/** The drivers of an 82576. */
export const igbFamily: MailboxFamily = {
  pfSource: PF_SOURCE,
  vfSource: 'linux drivers/net/ethernet/intel/igbvf/{netdev.c,vf.c}',
  protocol: 'linux drivers/net/ethernet/intel/igb/e1000_mbx.h',
  datasheet: 'Intel 82576 datasheet; linux drivers/net/ethernet/intel/igb/e1000_regs.h',
  registers: { vf: 'V2PMAILBOX', pf: 'P2VMAILBOX', causes: 'MBVFICR', resetCause: 'VFLRE' },
  newestApi: null,
  logsForInterface: false,
  isTrustTold: false,
  answer: (_machine, words, state) => answerIgbVf(words, state),
  // Unlike ixgbe, the driver no longer hears the VF, and forgets an address that the VF chose.
  afterFlr: (state) => ({ ...afterVfReset(state), isClearToSend: false, mac: state.policy.mac }),
  describe: describeIgbMessage,
  configure: (mac) => [
    [IGB_OPCODE.SET_MAC_ADDR, ...packMac(mac)],
    [IGB_OPCODE.SET_MULTICAST],
    [IGB_OPCODE.SET_LPE, STANDARD_MTU + ETHERNET_BYTES + VLAN_TAG_BYTES]
  ],
  wordsOf,
  // It compares with the bare opcode, but for an added VLAN the argument comes back in the same word.
  noticesRefusal: ([first = 0]) => (first & 0xffff) !== IGB_OPCODE.SET_VLAN || ((first >>> 16) & 0xff) === 0,
  errnoOf: ({ kind }) => (kind === 'set-mac' ? 'EADDRNOTAVAIL' : 'EINVAL'),
  shortfall: () => null,
  applySetting: (machine, vf, pair, setting) =>
    applyMailboxSetting(
      {
        source: PF_SOURCE,
        macRemoved: (index) => `remove administratively set MAC on VF ${index}`,
        spoofRegister: (index) => `DTXSWC: MAC and VLAN bit of pool ${index}`,
        isTrustOfInterface: false
      },
      machine,
      vf,
      pair,
      setting
    ),
  linkLine: ({ interfaceName }, isUp) =>
    `igb: ${interfaceName} NIC Link is ${isUp ? 'Up 1000 Mbps Full Duplex, Flow Control: RX/TX' : 'Down'}`,
  spoofLine: (vf) => ({ text: `Spoof event(s) detected on VF ${vf}`, isOfInterface: false })
}

/** The words of a request; igb has neither queues nor RSS to ask about. */
function wordsOf(request: VfRequest): readonly number[] | null {
  switch (request.kind) {
    case 'set-mac':
      return [IGB_OPCODE.SET_MAC_ADDR, ...packMac(request.mac)]
    case 'add-vlan':
      return [IGB_OPCODE.SET_VLAN | (1 << 16), request.vlan]
    case 'receive-mode':
      return [IGB_OPCODE.SET_PROMISC | MODES[request.mode]]
    case 'set-mtu':
      return [IGB_OPCODE.SET_LPE, request.mtu + ETHERNET_BYTES + VLAN_TAG_BYTES]
    case 'get-queues':
    case 'get-rss-table':
      return null
  }
}

const MODES = {
  unicast: 0,
  multicast: 0,
  'all-multicast': PROMISC.MULTICAST,
  promiscuous: PROMISC.UNICAST
} as const
