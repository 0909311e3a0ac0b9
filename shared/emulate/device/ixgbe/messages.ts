/**
 * Messages of the ixgbe mailbox. Word 0 holds the opcode (bits 15:0), a small argument (23:16) and flags.
 * Source: linux drivers/net/ethernet/intel/ixgbe/ixgbe_mbx.h.
 */

/** The request was carried out. */
export const MSG_ACK = 0x8000_0000
/** The request was refused. */
export const MSG_NACK = 0x4000_0000
/** Clear to send: the VF may go on with requests. */
export const MSG_CTS = 0x2000_0000

/** A message of the PF's own accord (bits 15:0 of word 0): look at your link, and at CTS. */
export const PF_CONTROL_MSG = 0x0100

/** Requests of a VF (bits 15:0 of word 0). */
export const OPCODE = {
  RESET: 0x01,
  SET_MAC_ADDR: 0x02,
  SET_MULTICAST: 0x03,
  SET_VLAN: 0x04,
  SET_LPE: 0x05,
  SET_MACVLAN: 0x06,
  API_NEGOTIATE: 0x08,
  GET_QUEUES: 0x09,
  GET_RETA: 0x0a,
  GET_RSS_KEY: 0x0b,
  UPDATE_XCAST_MODE: 0x0c,
  GET_LINK_STATE: 0x10
} as const

/** Name of a request. */
export type MailboxRequest = keyof typeof OPCODE

/** Whether `name` is a request. */
export const isMailboxRequest = (name: string): name is MailboxRequest => Object.hasOwn(OPCODE, name)

/** API versions in the order in which they came, with their number on the wire. 2.0 is Solaris only. */
export const API_NUMBERS = { '1.0': 0, '1.1': 2, '1.2': 3, '1.3': 4, '1.4': 5 } as const

/** A version of the mailbox API that Linux drivers speak. */
export type ApiVersion = keyof typeof API_NUMBERS

/** Oldest first. */
export const apiVersions = Object.keys(API_NUMBERS) as readonly ApiVersion[]

/** Whether `text` is a version of the API. */
export const isApiVersion = (text: string): text is ApiVersion => Object.hasOwn(API_NUMBERS, text)

/** Whether `version` is at least `least`. */
export const isApiAtLeast = (version: ApiVersion, least: ApiVersion): boolean =>
  API_NUMBERS[version] >= API_NUMBERS[least]

/** Receive modes that a VF may ask for. */
export const XCAST = { NONE: 0, MULTI: 1, ALLMULTI: 2, PROMISC: 3 } as const

/** A MAC address in two words, first byte lowest. */
export function packMac(mac: string): readonly [number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => parseInt(byte, 16))
  return [(a | (b << 8) | (c << 16) | (d << 24)) >>> 0, e | (f << 8)]
}

/** The MAC address in two words. */
export const unpackMac = (low: number, high: number): string =>
  [low, low >>> 8, low >>> 16, low >>> 24, high, high >>> 8]
    .map((byte) => (byte & 0xff).toString(16).padStart(2, '0'))
    .join(':')

/** Unicast and not all zero. */
export const isValidUnicast = (mac: string): boolean =>
  mac !== '00:00:00:00:00:00' && (parseInt(mac.slice(0, 2), 16) & 1) === 0

/** A message in words: what it is called, whether it refuses, and what it says. */
export interface MessageDescription {
  /** Opcode with its flags, `SET_MAC_ADDR NACK CTS`. */
  readonly name: string
  readonly isAnswer: boolean
  readonly isRefused: boolean
  readonly text: string
}

const XCAST_TEXTS = ['unicast and broadcast', 'multicast', 'all multicast', 'promiscuous']

/** Opcode and flags of word 0, by the names in `opcodes`. */
export function messageName(
  first: number,
  opcodes: Readonly<Record<string, number>>
): Omit<MessageDescription, 'text'> {
  const code = first & 0xffff
  const isRefused = (first & MSG_NACK) !== 0
  const isAcknowledged = (first & MSG_ACK) !== 0
  const opcode = Object.entries(opcodes).find(([, value]) => value === code)?.[0] ?? `opcode ${code}`
  const base = code === PF_CONTROL_MSG ? 'PF_CONTROL_MSG' : opcode
  const flags = [isRefused ? 'NACK' : '', isAcknowledged ? 'ACK' : '', (first & MSG_CTS) !== 0 ? 'CTS' : '']
  const name = [base, ...flags].filter((part) => part !== '').join(' ')
  return { name, isAnswer: isRefused || isAcknowledged, isRefused }
}

/** What a control message of the PF says. */
export const controlText = (first: number): string =>
  (first & MSG_CTS) !== 0 ? 'look at your link' : 'look at your link, you are not clear to send'

/** What the words of a message say. */
export function describeMessage(words: readonly number[]): MessageDescription {
  const [first = 0, one = 0, two = 0] = words
  const code = first & 0xffff
  const { name, isAnswer, isRefused } = messageName(first, OPCODE)
  const described = (text: string): MessageDescription => ({ name, isAnswer, isRefused, text })
  if (code === PF_CONTROL_MSG) return described(controlText(first))
  const content = contentOf(code, (first >>> 16) & 0xff, one, two, isAnswer)
  if (!isAnswer) return described(content)
  if (code === OPCODE.RESET && isRefused) return described('reset done, no MAC is pinned (NACK)')
  return described(`${content}: ${isRefused ? 'refused (NACK)' : 'done (ACK)'}`)
}

function contentOf(code: number, argument: number, one: number, two: number, isAnswer: boolean): string {
  switch (code) {
    case OPCODE.RESET:
      return isAnswer ? `reset, MAC ${unpackMac(one, two)}` : 'reset'
    case OPCODE.SET_MAC_ADDR:
      return `MAC ${unpackMac(one, two)}`
    case OPCODE.SET_MULTICAST:
      return 'multicast hashes'
    case OPCODE.SET_VLAN:
      return `${argument === 1 ? 'add' : 'remove'} VLAN ${one & 0xfff}`
    case OPCODE.SET_LPE:
      return `frames of up to ${one} bytes`
    case OPCODE.SET_MACVLAN:
      return `further MAC ${unpackMac(one, two)}`
    case OPCODE.API_NEGOTIATE:
      return `API ${apiVersions.find((version) => API_NUMBERS[version] === one) ?? one}`
    case OPCODE.GET_QUEUES:
      return isAnswer ? `queues, ${one} to send and ${two} to receive` : 'queues'
    case OPCODE.GET_RETA:
      return 'RSS table'
    case OPCODE.GET_RSS_KEY:
      return 'RSS key'
    case OPCODE.UPDATE_XCAST_MODE:
      return `receive mode ${XCAST_TEXTS[one] ?? one}`
    case OPCODE.GET_LINK_STATE:
      return 'link state'
    default:
      return `opcode ${code}`
  }
}
