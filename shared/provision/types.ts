import type { PciAddress } from '../pci/address.ts'

/** A file that somebody can save, read and run. */
export interface ExportedFile {
  /** File name without a path: [A-Za-z0-9._-] only. */
  readonly name: string
  readonly content: string
  readonly isExecutable: boolean
  /** What the format could not carry, one sentence each. Empty = nothing is lost. */
  readonly losses: readonly string[]
}

/**
 * One ordered step towards the plan. `do` is idempotent, `verify` reads back, `undo` restores what was before.
 * The same list is shown as preview, compiled to the bash script and interpreted by the tests' host model.
 */
export type Step =
  | { readonly kind: 'set-autoprobe'; readonly pf: PciAddress; readonly value: boolean }
  | { readonly kind: 'set-num-vfs'; readonly pf: PciAddress; readonly from: number; readonly to: number }
  | { readonly kind: 'set-link-up'; readonly pf: PciAddress }
  | { readonly kind: 'set-mtu'; readonly pf: PciAddress; readonly mtu: number }
  | {
      readonly kind: 'set-vf'
      readonly pf: PciAddress
      readonly index: number
      readonly knob: VfKnob
      readonly value: string
    }
  | {
      readonly kind: 'bind-vf'
      readonly pf: PciAddress
      readonly index: number
      readonly driver: string | null
    }
  | { readonly kind: 'bind-function'; readonly address: PciAddress; readonly driver: string }

/** Knobs of `ip link set PF vf N`. */
export type VfKnob = 'trust' | 'mac' | 'vlan' | 'spoofchk' | 'link-state' | 'max-tx-rate' | 'min-tx-rate'

/** One way in which a host is not as planned. */
export interface Difference {
  /** For example "0000:01:00.0 VF 1". */
  readonly where: string
  /** For example "MAC". */
  readonly what: string
  readonly wanted: string
  readonly found: string
}
