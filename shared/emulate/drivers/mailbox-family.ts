/** What differs between the families of drivers that talk over a mailbox in the NIC. */
import type { Mailbox } from '../device/ixgbe/mailbox.ts'
import type { ApiVersion, MessageDescription } from '../device/ixgbe/messages.ts'
import type { PfAnswer, VfState } from '../device/ixgbe/pf-driver.ts'
import type { VfFunction } from '../device/vf-function.ts'
import type { EmulatedHost } from '../emulated-host.ts'
import type { HostPolicy, VfRequest } from '../types.ts'
import type { HostSetting } from '../driver-pair.ts'

/** One VF's two sides. */
export interface MailboxVf {
  readonly mailbox: Mailbox
  pf: VfState
  policy: HostPolicy
  /** What the VF driver knows; null = there is none. `api` null = the mailbox has no versions. */
  driver: { readonly mac: string; readonly api: ApiVersion | null } | null
  /** The address that the VF driver made up or was told, which survives its reset. */
  mac: string | null
  isReady: boolean
}

/** One family. */
export interface MailboxFamily {
  readonly pfSource: string
  readonly vfSource: string
  /** Where the messages are defined. */
  readonly protocol: string
  /** Where the registers are. */
  readonly datasheet: string
  /** Names of the registers: mailbox of the VF and of the PF, causes of requests and of resets. */
  readonly registers: {
    readonly vf: string
    readonly pf: string
    readonly causes: string
    readonly resetCause: string
  }
  /** Newest version for which the VF driver asks; null = there are no versions. */
  readonly newestApi: ApiVersion | null
  /** Whether the PF driver logs requests after the name of its interface, or of its PCI device. */
  readonly logsForInterface: boolean
  /** Whether a change of trust takes the VF's leave to send away, so that it resets. */
  readonly isTrustTold: boolean
  answer(machine: EmulatedHost, words: readonly number[], state: VfState): PfAnswer
  /** The PF driver's state of a VF after FLR. */
  afterFlr(state: VfState): VfState
  describe(words: readonly number[]): MessageDescription
  /** What the VF driver sends once it has an address. */
  configure(mac: string): readonly (readonly number[])[]
  /** The words of a request; null = the protocol has none. */
  wordsOf(request: VfRequest): readonly number[] | null
  /** Whether the VF driver notices that its request was refused. */
  noticesRefusal(reply: readonly number[]): boolean
  /** The errno that the VF driver makes of a NACK. */
  errnoOf(request: VfRequest): string
  /** What an acknowledged request was cut down by, in words; null = by nothing. */
  shortfall(request: VfRequest, reply: readonly number[]): string | null
  applySetting(machine: EmulatedHost, vf: VfFunction, pair: MailboxVf, setting: HostSetting): void
  linkLine(machine: EmulatedHost, isUp: boolean): string
  spoofLine(vf: number): { readonly text: string; readonly isOfInterface: boolean }
}

/** The host's policy as the PF driver keeps it. */
export const pfPolicy = (policy: HostPolicy): VfState['policy'] => ({
  mac: policy.mac,
  portVlan: policy.portVlan,
  isTrusted: policy.isTrusted,
  isSpoofChecked: policy.isSpoofChecked,
  // `ip link set PF vf N query_rss on`; off is the driver's default.
  allowsRssQuery: false
})

/** Bytes of a frame besides its payload: header and check sequence. */
export const ETHERNET_BYTES = 18
