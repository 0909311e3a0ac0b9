import type { PciAddress } from '../../pci/address.ts'
import type { FunctionUse, UseDoubt } from './types.ts'

/** One thing that a reading says about the use of one function. */
export type Sighting =
  | { readonly at: PciAddress; readonly use: FunctionUse }
  | { readonly at: PciAddress; readonly doubt: UseDoubt }
  /** Speaks for its freedom: a sentence without full stop. */
  | { readonly at: PciAddress; readonly evidence: string }
