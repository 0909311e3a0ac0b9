import type { AssignableFunction, Plan, VmId } from '../plan/types.ts'
import type { HostId } from '../inventory/types.ts'
import type { PciAddress } from '../pci/address.ts'
import type { Consent } from './consent.ts'

/** `error`: it will not work, or a device is lost; `warning`: it works, with a cost; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info'

/** What a finding is about, so that views can put it beside the thing itself. */
export type Subject =
  | { readonly kind: 'plan' }
  | { readonly kind: 'host'; readonly host: HostId }
  | { readonly kind: 'pf'; readonly host: HostId; readonly address: PciAddress }
  | { readonly kind: 'group'; readonly host: HostId; readonly group: number }
  | { readonly kind: 'vm'; readonly vm: VmId }
  | { readonly kind: 'function'; readonly function: AssignableFunction }

/** Whether a plan with a finding may become a file, or be applied. */
export type Blocks =
  | { readonly kind: 'nothing' }
  /** Written into files; applied only with this consent. */
  | { readonly kind: 'consent'; readonly consent: Consent }
  /** Neither exported nor applied, unless the user insists on it in full knowledge of the finding. */
  | { readonly kind: 'unless-insisted' }
  /** No yes helps: it cannot be put into steps, cuts the connection to the host, or takes a mounted drive. */
  | { readonly kind: 'always' }

/** What a rule found. Messages say what, where, which value; `fix` says what to do. */
export interface Finding {
  /** Stable within one plan and inventory, so that lists do not jump: rule and subject. */
  readonly id: string
  /** File name of the rule, for example "vf-has-one-vm". */
  readonly rule: string
  readonly severity: Severity
  readonly subject: Subject
  readonly blocks: Blocks
  /** One sentence, for example "numVfs 96 exceeds totalVfs 64 on 0000:3b:00.0 (ice)". */
  readonly message: string
  /** Why that is so, with the source where there is one; may be empty. */
  readonly why: string
  readonly fixes: readonly Fix[]
}

/** What can be done. `apply` is there where VF Lab can do it in the plan; else `label` says what the user does. */
export interface Fix {
  readonly label: string
  readonly apply?: (plan: Plan) => Plan
}

/** Whether a function may be dropped on a VM, decided before the drop. */
export type DropVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'warning'; readonly reasons: readonly string[] }
  | { readonly kind: 'refused'; readonly reasons: readonly string[]; readonly fix: string | null }
