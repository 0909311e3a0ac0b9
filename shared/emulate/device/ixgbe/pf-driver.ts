/**
 * What the PF driver answers to a VF's requests, as a state machine over messages.
 *
 * Modelled: the handshake (nothing but RESET is heard before a reset), versions of the API, MAC and VLAN that the
 * host pinned, trust, receive modes, frame size, RSS queries; the messages that the driver logs, each after the name
 * of the PF's interface.
 * Left out: multicast hash tables, IPsec offload, filters that run out of space, promiscuous VFs of an X540 and later
 * while the PF itself is not promiscuous.
 * Source: linux drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c. Checked: row 72.
 */
import {
  API_NUMBERS,
  apiVersions,
  isApiAtLeast,
  isValidUnicast,
  MSG_ACK,
  MSG_CTS,
  MSG_NACK,
  OPCODE,
  packMac,
  unpackMac,
  XCAST,
  type ApiVersion
} from './messages.ts'

/** What the host decided about a VF (`ip link set PF vf N ...`). */
export interface VfPolicy {
  /** MAC that the host pinned; null = the VF chooses. */
  readonly mac: string | null
  /** Port VLAN, 0 = none. */
  readonly portVlan: number
  readonly isTrusted: boolean
  readonly isSpoofChecked: boolean
  /** Whether the VF may read the RSS table and key. */
  readonly allowsRssQuery: boolean
}

/** What the PF driver knows of a VF. */
export interface VfState {
  readonly index: number
  readonly policy: VfPolicy
  /** False until the VF has sent RESET: everything else is refused. */
  readonly isClearToSend: boolean
  readonly api: ApiVersion
  /** MAC in use; null = none yet. */
  readonly mac: string | null
  /** VLANs that the VF filters, ascending; 0 is always there without a port VLAN. */
  readonly vlans: readonly number[]
  /** Further addresses that the VF receives. */
  readonly macvlans: readonly string[]
  readonly xcastMode: number
  /** What the hardware does: turned off when the VF is allowed addresses of its own. */
  readonly isSpoofChecked: boolean
  readonly maxFrameBytes: number
}

/** What a PF driver of this version on this hardware does for all its VFs. */
export interface PfFacts {
  readonly device: '82599' | 'x540' | 'x550'
  readonly newestApi: ApiVersion
  /** Largest frame of the PF's interface, FCS left out. */
  readonly maxFrameBytes: number
  readonly isLinkUp: boolean
  readonly queuesPerVf: number
  /** Traffic classes on the port; with more than one the PF owns the VLANs. */
  readonly trafficClasses: number
}

/**
 * An answer: words for the mailbox (null = the message is not one to answer), the new state, and what is logged; an
 * entry may have a second line.
 */
export interface PfAnswer {
  readonly state: VfState
  readonly reply: readonly number[] | null
  readonly log: readonly string[]
}

const ETH_FRAME_BYTES = 1514
const FCS_BYTES = 4
const MAX_JUMBO_BYTES = 9728
/** linux ETH_MIN_MTU. */
const MIN_FRAME_BYTES = 68

/** State of a VF that was just created. */
export const newVf = (index: number, policy: VfPolicy): VfState => ({
  index,
  policy,
  isClearToSend: false,
  api: '1.0',
  mac: policy.mac,
  vlans: [],
  macvlans: [],
  xcastMode: XCAST.NONE,
  isSpoofChecked: policy.isSpoofChecked,
  maxFrameBytes: ETH_FRAME_BYTES
})

/** Why a request is refused; the errno is what the kernel's handler returns. */
interface Refusal {
  readonly refused: 'EPERM' | 'EINVAL' | 'EOPNOTSUPP' | 'EIO'
  readonly log?: string
}

interface Carried {
  readonly state: VfState
  /** Words after the first; left out = those of the request come back. */
  readonly words?: readonly number[]
  readonly log?: string
}

/** Answers one message of a VF. Acknowledgements of the VF are not answered. */
export function answerVf(message: readonly number[], state: VfState, pf: PfFacts): PfAnswer {
  const [first = 0, ...rest] = message
  if (first & (MSG_ACK | MSG_NACK)) return { state, reply: null, log: [] }
  if (first === OPCODE.RESET) return reset(state)
  if (!state.isClearToSend) return { state, reply: [(first | MSG_NACK) >>> 0], log: [] }
  const result = carryOut(first & 0xffff, (first >>> 16) & 0xff, rest, state, pf)
  if ('refused' in result)
    return { state, reply: [(first | MSG_NACK | MSG_CTS) >>> 0, ...rest], log: linesOf(result) }
  return {
    state: result.state,
    reply: [(first | MSG_ACK | MSG_CTS) >>> 0, ...(result.words ?? rest)],
    log: linesOf(result)
  }
}

const linesOf = ({ log }: { readonly log?: string }): readonly string[] => (log === undefined ? [] : [log])

/** The errno with which the handler refuses a request; null = it carries it out. For explanations. */
export function refusalOf(
  message: readonly number[],
  state: VfState,
  pf: PfFacts
): Refusal['refused'] | null {
  const [first = 0, ...rest] = message
  if (first === OPCODE.RESET) return null
  if (!state.isClearToSend) return 'EPERM'
  const result = carryOut(first & 0xffff, (first >>> 16) & 0xff, rest, state, pf)
  return 'refused' in result ? result.refused : null
}

/**
 * What the driver does when the function was reset, by FLR or by its own driver: filters of the VF go, what the host
 * set stays, the API falls back to 1.0. Anti-spoofing is armed again only where the host set a VLAN. The driver
 * goes on hearing the VF.
 */
export function afterVfReset(state: VfState): VfState {
  const { policy } = state
  return {
    ...state,
    api: '1.0',
    vlans: [policy.portVlan],
    macvlans: [],
    isSpoofChecked: policy.portVlan !== 0 && policy.isSpoofChecked ? true : state.isSpoofChecked
  }
}

/**
 * RESET: a pinned MAC is told with ACK. Without one the reply is NACK: the VF keeps the address it has, or makes one up.
 */
function reset(state: VfState): PfAnswer {
  const next: VfState = { ...afterVfReset(state), isClearToSend: true }
  const { mac } = state.policy
  const flag = mac === null ? MSG_NACK : MSG_ACK
  // The last word is the multicast filter type, 0 on these devices.
  const reply = [(OPCODE.RESET | flag) >>> 0, ...(mac === null ? [0, 0] : packMac(mac)), 0]
  return { state: next, reply, log: [`VF Reset msg received from vf ${state.index}`] }
}

function carryOut(
  opcode: number,
  argument: number,
  words: readonly number[],
  state: VfState,
  pf: PfFacts
): Carried | Refusal {
  const [one = 0, two = 0] = words
  switch (opcode) {
    case OPCODE.SET_MAC_ADDR:
      return setMac(unpackMac(one, two), state)
    case OPCODE.SET_MULTICAST:
      return { state }
    case OPCODE.SET_VLAN:
      return setVlan(one & 0xfff, argument === 1, state, pf)
    case OPCODE.SET_LPE:
      return setFrameSize(one, state, pf)
    case OPCODE.SET_MACVLAN:
      return setMacvlan(argument, unpackMac(one, two), state)
    case OPCODE.API_NEGOTIATE:
      return negotiate(one, state, pf)
    case OPCODE.GET_QUEUES:
      if (!isApiAtLeast(state.api, '1.1')) return { refused: 'EOPNOTSUPP' }
      return { state, words: [pf.queuesPerVf, pf.queuesPerVf, state.policy.portVlan === 0 ? 0 : 1, 0] }
    case OPCODE.GET_RETA:
    case OPCODE.GET_RSS_KEY:
      if (!state.policy.allowsRssQuery) return { refused: 'EPERM' }
      if (!isApiAtLeast(state.api, '1.2')) return { refused: 'EOPNOTSUPP' }
      return { state, words: [0] }
    case OPCODE.UPDATE_XCAST_MODE:
      return setXcast(one, state, pf)
    case OPCODE.GET_LINK_STATE:
      if (!isApiAtLeast(state.api, '1.2')) return { refused: 'EOPNOTSUPP' }
      return { state, words: [pf.isLinkUp ? 1 : 0] }
    default:
      return {
        refused: 'EIO',
        log: `Unhandled Msg ${((argument << 16) | opcode).toString(16).padStart(8, '0')}`
      }
  }
}

function setMac(mac: string, state: VfState): Carried | Refusal {
  if (!isValidUnicast(mac))
    return { refused: 'EINVAL', log: `VF ${state.index} attempted to set invalid mac` }
  const { policy } = state
  if (policy.mac !== null && !policy.isTrusted && mac !== policy.mac)
    return {
      refused: 'EPERM',
      log:
        `VF ${state.index} attempted to override administratively set MAC address\n` +
        'Reload the VF driver to resume operations'
    }
  return { state: { ...state, mac } }
}

function setVlan(vlan: number, isAdded: boolean, state: VfState, pf: PfFacts): Carried | Refusal {
  if (state.policy.portVlan !== 0 || pf.trafficClasses > 1)
    return {
      refused: 'EPERM',
      log:
        `VF ${state.index} attempted to override administratively set VLAN configuration\n` +
        'Reload the VF driver to resume operations'
    }
  // VLAN 0 stands for untagged frames and cannot be removed.
  if (vlan === 0 && !isAdded) return { state }
  const others = state.vlans.filter((each) => each !== vlan)
  const vlans = isAdded ? [...others, vlan].sort((a, b) => a - b) : others
  return { state: { ...state, vlans } }
}

function setFrameSize(frame: number, state: VfState, pf: PfFacts): Carried | Refusal {
  const outOfRange: Refusal = { refused: 'EINVAL', log: `VF max_frame ${frame} out of range` }
  if (frame < MIN_FRAME_BYTES || frame > MAX_JUMBO_BYTES) return outOfRange
  // The 82599 has one frame size for all: jumbo frames of the PF starve VFs that cannot follow.
  if (pf.device === '82599') {
    const canFollow = isApiAtLeast(state.api, '1.1') && pf.maxFrameBytes > ETH_FRAME_BYTES
    const isJumbo = frame > ETH_FRAME_BYTES + FCS_BYTES
    if (!canFollow && (pf.maxFrameBytes > ETH_FRAME_BYTES || isJumbo)) return outOfRange
  }
  return { state: { ...state, maxFrameBytes: frame }, log: `VF requests change max MTU to ${frame}` }
}

function setMacvlan(index: number, mac: string, state: VfState): Carried | Refusal {
  if (state.policy.mac !== null && !state.policy.isTrusted && index > 0)
    return {
      refused: 'EPERM',
      log: `VF ${state.index} requested MACVLAN filter but is administratively denied`
    }
  if (index === 0) return { state: { ...state, macvlans: [] } }
  if (!isValidUnicast(mac))
    return { refused: 'EINVAL', log: `VF ${state.index} attempted to set invalid mac` }
  // A VF with several addresses cannot be checked against one.
  return {
    state: {
      ...state,
      macvlans: [...state.macvlans.filter((each) => each !== mac), mac],
      isSpoofChecked: false
    }
  }
}

function negotiate(number: number, state: VfState, pf: PfFacts): Carried | Refusal {
  const api = apiVersions.find((version) => API_NUMBERS[version] === number)
  if (api === undefined || !isApiAtLeast(pf.newestApi, api))
    return { refused: 'EINVAL', log: `VF ${state.index} requested invalid api version ${number}` }
  return { state: { ...state, api } }
}

function setXcast(mode: number, state: VfState, pf: PfFacts): Carried | Refusal {
  if (!isApiAtLeast(state.api, '1.2') || mode > XCAST.PROMISC) return { refused: 'EOPNOTSUPP' }
  if (mode === XCAST.PROMISC && !isApiAtLeast(state.api, '1.3')) return { refused: 'EOPNOTSUPP' }
  // More than multicast is silently cut down for a VF that is not trusted: the reply tells what it got.
  const granted = mode > XCAST.MULTI && !state.policy.isTrusted ? XCAST.MULTI : mode
  // The 82599 cannot show a VF the frames of others.
  if (granted === XCAST.PROMISC && pf.device === '82599') return { refused: 'EOPNOTSUPP' }
  return { state: { ...state, xcastMode: granted }, words: [granted] }
}
