/**
 * One PF with its VFs, seen and changed as somebody at a shell would: a real kernel with an 82576, and the functional
 * model of one. Both are asked the same questions.
 */

/** Something that is done. */
export type Deed =
  /** What is written to `sriov_numvfs`. */
  | { readonly numVfs: string }
  /** Arguments after `ip link set PF vf N`. */
  | { readonly vf: number; readonly set: string }
  /** Writes 1 to `reset` of the PF or of a VF. */
  | { readonly reset: 'pf' | number }
  /** Loads the host's VF driver for a VF. */
  | { readonly load: number }
  /** The VF driver asks for an address. */
  | { readonly vf: number; readonly asksFor: string }
  /** Takes the PF's link down, or brings it up. */
  | { readonly link: 'up' | 'down' }

/** `ok`, or the errno by name. */
export type Answer = string

/** What there is to see of a VF. */
export interface SeenVf {
  readonly address: string
  /** Vendor and device as configuration space has them, hex. */
  readonly ids: string
  /** Distance of each BAR from that of VF 0, bytes. */
  readonly barOffsets: readonly number[]
  readonly barBytes: readonly number[]
  readonly isBusMaster: boolean
}

/** What there is to see of a PF. */
export interface Seen {
  readonly numVfs: number
  /** `sriov_totalvfs`. */
  readonly totalVfs: number
  readonly vfs: readonly SeenVf[]
  /**
   * The SR-IOV capability, 16-bit words in hex by their offset, from the capability's header on. Left out: the
   * addresses in the VF BARs, of which the low four bits are kept, and SR-IOV Capabilities and Status.
   */
  readonly sriov: Readonly<Record<string, string>>
}

/** A PF under test. */
export interface Subject {
  /** Back to no VFs and a link that is up. */
  restart(): Promise<void>
  do(deed: Deed): Promise<Answer>
  see(): Promise<Seen>
  /** What the PF driver has logged since `restart`, line by line, without time stamps. */
  log(): Promise<readonly string[]>
}

/** Words of the capability that are compared: offset, and the bits that count. */
export const SRIOV_WORDS: readonly (readonly [offset: number, mask: number])[] = [
  [0x00, 0xffff],
  [0x02, 0xffff],
  [0x08, 0xffff],
  [0x0c, 0xffff],
  [0x0e, 0xffff],
  [0x10, 0xffff],
  [0x12, 0xffff],
  [0x14, 0xffff],
  [0x16, 0xffff],
  [0x1a, 0xffff],
  [0x1c, 0xffff],
  [0x20, 0xffff],
  [0x24, 0xf],
  [0x2c, 0xf],
  [0x30, 0xf]
]

/** Where both have the capability. */
export const SRIOV_OFFSET = 0x160

/** Four hex digits. */
export const word = (value: number): string => value.toString(16).padStart(4, '0')

/** Bus Master Enable in Command. */
export const BUS_MASTER = 1 << 2
