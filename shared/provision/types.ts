import type { HostId } from '../inventory/types.ts'
import type { VfWord } from '../drivers/vf-commands.ts'
import type { PciAddress } from '../pci/address.ts'

/** A file to save, read and run. */
export interface ExportedFile {
  /** File name without a path: [A-Za-z0-9._-] only. */
  readonly name: string
  readonly content: string
  readonly isExecutable: boolean
  /** What the format could not carry, one sentence each. Empty = nothing is lost. */
  readonly losses: readonly string[]
}

/**
 * One ordered step towards the plan. Doing it is idempotent, verifying reads back what the host says, undoing
 * restores what was before. The same list is shown as preview, compiled to the bash script and interpreted by the
 * tests' host model.
 */
export type Step =
  /**
   * Keeps host drivers away from VFs that are about to be created. `forNumVfs`: nothing is done where the PF has
   * that many VFs already. It is passing: the later `set-autoprobe` turns probing on again.
   */
  | { readonly kind: 'hold-autoprobe'; readonly pf: PciAddress; readonly forNumVfs: number }
  | { readonly kind: 'set-autoprobe'; readonly pf: PciAddress; readonly value: boolean }
  /** `from`: what the inventory saw; the script reads it again. Goes through 0 where `from` is neither 0 nor `to`. */
  | { readonly kind: 'set-num-vfs'; readonly pf: PciAddress; readonly from: number; readonly to: number }
  | { readonly kind: 'set-link-up'; readonly pf: PciAddress }
  | { readonly kind: 'set-mtu'; readonly pf: PciAddress; readonly mtu: number }
  /**
   * One call of `ip link set PF vf N`. `value` is the text that follows the word: "on", "52:54:00:00:00:10",
   * "100 qos 3 proto 802.1ad", "200". `waitsForCarrier`: the driver refuses it while the PF has no link.
   */
  | {
      readonly kind: 'set-vf'
      readonly pf: PciAddress
      readonly index: number
      readonly word: VfWord
      readonly value: string
      readonly waitsForCarrier: boolean
    }
  /** `driver` null = whatever the host binds by itself, no override. */
  | {
      readonly kind: 'bind-vf'
      readonly pf: PciAddress
      readonly index: number
      readonly driver: 'vfio-pci' | null
      /** For whom, by name; null = kept by the host. */
      readonly vm: string | null
    }
  | {
      readonly kind: 'bind-function'
      readonly address: PciAddress
      readonly driver: 'vfio-pci'
      readonly vm: string
    }

/** What must be true of a function before anything is written: a script must not run on other hardware. */
export interface FunctionIdentity {
  readonly address: PciAddress
  /** "8086:10c9". */
  readonly ids: string
  /** Driver of a PF, allow-listed; null = not checked (a whole function may have any driver or none). */
  readonly driver: string | null
  /** VFs that the plan wants, to be compared with `sriov_totalvfs`; null = the number is left as it is. */
  readonly numVfs: number | null
  readonly needsIommu: boolean
  /** A PF whose VFs get settings has an interface to set them through. */
  readonly needsInterface: boolean
  readonly card: CardMarks
}

/** What tells one card from another of the same kind. null = not known when the host was read, so it is not compared. */
export interface CardMarks {
  /** Permanent MAC address of the port, lower case: the one that a bond or an administrator cannot change. */
  readonly mac: string | null
  /** Device Serial Number of the function's config space, sixteen lower-case hex digits (PCI Express Base 5.0, 7.9.3). */
  readonly serial: string | null
  /** Name of the physical slot, as in `/sys/bus/pci/slots`. */
  readonly slot: string | null
}

/** A plan made ready for one host. */
export interface CompiledHost {
  readonly host: HostId
  /** As the host calls itself; free text from the host. */
  readonly hostname: string
  /** `/etc/machine-id` of the host that was judged; null = not read, so it is not compared. */
  readonly machineId: string | null
  readonly planName: string
  /** Names the script and the state folder: [a-z0-9-], stable for one plan. */
  readonly slug: string
  /** In order of address: the PFs first, then whole functions. */
  readonly identities: readonly FunctionIdentity[]
  readonly steps: readonly Step[]
  /** What the user should know although nothing is wrong, one sentence each. */
  readonly notes: readonly string[]
  /** Errors of the check in spite of which it was compiled, one sentence each. Free text. */
  readonly overridden: readonly string[]
}

/** One way in which a host is not as planned. */
export interface Difference {
  /** `unread`: not known, because the host did not let it be read. */
  readonly kind: 'differs' | 'missing' | 'unread'
  /** For example "0000:01:00.0 VF 1". */
  readonly where: string
  /** For example "MAC". */
  readonly what: string
  readonly wanted: string
  /** What was seen; "not readable: reason" for `unread`. */
  readonly found: string
}

/** What is lost, or felt, when the plan is applied. */
export interface Impact {
  readonly kind:
    | 'vfs-destroyed'
    | 'vm-loses-function'
    | 'process-loses-function'
    | 'mount-lost'
    | 'drive-given'
    | 'use-unclear'
    | 'interface-lost'
    | 'interface-flaps'
    | 'management-at-risk'
    | 'driver-unbound'
  /** `blocks`: the script refuses while it is so; `destroys`: it needs the user's word; `disturbs`: felt, then over. */
  readonly severity: 'blocks' | 'destroys' | 'disturbs'
  readonly where: string
  /** One sentence: who loses what. */
  readonly message: string
}
