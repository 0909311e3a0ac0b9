/** ixgbe and ixgbevf on an 82599. */
import { describeMessage, OPCODE, packMac, XCAST, type ApiVersion } from '../device/ixgbe/messages.ts'
import { afterVfReset, answerVf } from '../device/ixgbe/pf-driver.ts'
import type { VfRequest } from '../types.ts'
import { ETHERNET_BYTES, type MailboxFamily } from './mailbox-family.ts'
import { applyMailboxSetting } from './mailbox-settings.ts'

const PF_SOURCE = 'linux drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c'
const NEWEST_API: ApiVersion = '1.4'

/** The drivers of an 82599. */
export const ixgbeFamily: MailboxFamily = {
  pfSource: PF_SOURCE,
  vfSource: 'linux drivers/net/ethernet/intel/ixgbevf/vf.c',
  protocol: 'linux drivers/net/ethernet/intel/ixgbe/ixgbe_mbx.h',
  datasheet: 'Intel 82599 datasheet, 8.2.3.22 and 8.3.5.1',
  registers: { vf: 'VFMAILBOX', pf: 'PFMAILBOX', causes: 'MBVFICR', resetCause: 'VFLRE' },
  newestApi: NEWEST_API,
  logsForInterface: true,
  isTrustTold: true,
  answer: (machine, words, state) =>
    answerVf(words, state, {
      device: '82599',
      newestApi: NEWEST_API,
      maxFrameBytes: 1514,
      isLinkUp: machine.isLinkUp,
      queuesPerVf: 2,
      trafficClasses: 1
    }),
  afterFlr: afterVfReset,
  describe: describeMessage,
  configure: (mac) => [
    [OPCODE.GET_QUEUES],
    [OPCODE.SET_MAC_ADDR, ...packMac(mac)],
    [OPCODE.UPDATE_XCAST_MODE, XCAST.MULTI]
  ],
  wordsOf,
  noticesRefusal: () => true,
  errnoOf: ({ kind }) => ERRNOS[kind],
  shortfall(request, reply) {
    const granted = reply[1] ?? 0
    if (request.kind !== 'receive-mode' || granted >= XCAST_MODES[request.mode]) return null
    return `asked for ${XCAST_NAMES[XCAST_MODES[request.mode]] ?? ''}, granted ${XCAST_NAMES[granted] ?? ''}`
  },
  applySetting: (machine, vf, pair, setting) =>
    applyMailboxSetting(
      {
        source: PF_SOURCE,
        macRemoved: (index) => `removing MAC on VF ${index}`,
        spoofRegister: (index) => `PFVFSPOOF[${index >> 3}]: MAC and VLAN bit of pool ${index}`,
        isTrustOfInterface: true
      },
      machine,
      vf,
      pair,
      setting
    ),
  linkLine: (_machine, isUp) => (isUp ? 'NIC Link is Up 10 Gbps, Flow Control: RX/TX' : 'NIC Link is Down'),
  spoofLine: () => ({ text: '1 Spoofed packets detected', isOfInterface: true })
}

/** linux drivers/net/ethernet/intel/ixgbevf/ixgbevf_main.c; queues and RSS table are asked for by the driver itself. */
const ERRNOS: Readonly<Record<VfRequest['kind'], string>> = {
  'set-mac': 'EPERM',
  'add-vlan': 'EACCES',
  'receive-mode': 'EOPNOTSUPP',
  'set-mtu': 'EINVAL',
  'get-queues': 'EOPNOTSUPP',
  'get-rss-table': 'EOPNOTSUPP'
}

/** Receive modes by what a VF driver is asked for. */
const XCAST_MODES = {
  unicast: XCAST.NONE,
  multicast: XCAST.MULTI,
  'all-multicast': XCAST.ALLMULTI,
  promiscuous: XCAST.PROMISC
} as const
/** Names of the modes, by their number. */
const XCAST_NAMES = ['NONE', 'MULTI', 'ALLMULTI', 'PROMISC']

/** The words of a request. */
function wordsOf(request: VfRequest): readonly number[] {
  switch (request.kind) {
    case 'set-mac':
      return [OPCODE.SET_MAC_ADDR, ...packMac(request.mac)]
    case 'add-vlan':
      return [OPCODE.SET_VLAN | (1 << 16), request.vlan]
    case 'receive-mode':
      return [OPCODE.UPDATE_XCAST_MODE, XCAST_MODES[request.mode]]
    case 'set-mtu':
      return [OPCODE.SET_LPE, request.mtu + ETHERNET_BYTES]
    case 'get-queues':
      return [OPCODE.GET_QUEUES]
    case 'get-rss-table':
      return [OPCODE.GET_RETA]
  }
}
