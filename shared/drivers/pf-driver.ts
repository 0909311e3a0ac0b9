/**
 * What is known of one PF driver: how its VFs are made, and what it does with each attribute of a VF. The rows stand in
 * `pf-drivers/`, each with the source where it was read; what was not read is absent and counts as unknown.
 */
import type { ParameterId } from '../calibration/parameters.ts'
import type { VfValue } from './vf-attribute.ts'
import type { VfAttributeName } from './vf-settings.ts'

/** Answers of the kernel. */
export type Errno = 'EINVAL' | 'EOPNOTSUPP' | 'EPROTONOSUPPORT' | 'EPERM'

/** What a driver does with an attribute. */
export type Support =
  /** `only`: values that have an effect, where others are taken without one; absent = all. */
  | { readonly kind: 'taken'; readonly only?: readonly VfValue[] }
  /** `evenOff`: also the value that means "nothing set" is refused. `errno` null = taken without any effect. */
  | {
      readonly kind: 'refused'
      readonly errno: Errno | null
      readonly evenOff: boolean
      readonly why: string
    }
  /** Something that no reading shows decides. `on` completes "takes a VLAN only ..."; `why` is a sentence. */
  | { readonly kind: 'depends'; readonly on: string; readonly why: string }
  /** Not read in the driver. */
  | { readonly kind: 'unknown' }

/** What is known of the attributes; an absent one is unknown. */
export type Supports = Readonly<Partial<Record<VfAttributeName, Support>>>

/** How a driver limits the rate of a VF. Rates in Mbit/s. */
export interface RateRules {
  /** Refuses rates while the PF has no link. */
  readonly needLink: boolean
  /** Compares rates with the speed of the link, and refuses higher ones. */
  readonly upToLink: boolean
  /** Smallest maximum rate that can be set (0, no limit, always is). */
  readonly lowest: number
  /** What becomes of a maximum rate below that. */
  readonly belowLowest: 'refused' | 'raised'
  /** The rate is cut down to a multiple of this. */
  readonly step: number
  /** The only link speed at which rates can be limited; null = any. */
  readonly onlyAtMbps: number | null
}

/** How VFs come into being. */
export type VfMaking =
  /** By a write to `sriov_numvfs`: any number, all of them whatever number is written, or one of these numbers. */
  | { readonly kind: 'numvfs'; readonly counts: 'any' | 'all' | readonly number[] }
  /** As `numvfs`, where something that no reading shows is given. `on` is a sentence. */
  | { readonly kind: 'conditional'; readonly on: string; readonly todo: string }
  /** Not by `sriov_numvfs`. `how` is a sentence, `todo` what the user does instead. */
  | { readonly kind: 'elsewhere'; readonly how: string; readonly todo: string }
  /** The driver of the kernel's own tree and one that was built beside it differ. */
  | { readonly kind: 'by-origin'; readonly inTree: VfMaking; readonly outOfTree: VfMaking }

/** What a VF's driver does where no MAC was set through the PF. */
type WithoutMac =
  /** It makes up an address whenever it is loaded. */
  | 'new-each-start'
  /** Device or PF driver give the VF an address of its own. */
  | 'kept'

/** One row. */
export interface PfDriver {
  /** As the driver is called below `/sys/bus/pci/drivers`. */
  readonly name: string
  /** Other names of it: that of ethtool, of the module, or a short one. */
  readonly aliases: readonly string[]
  readonly making: VfMaking
  /** The PF's interface must be up before `sriov_numvfs` is written. */
  readonly needsPfUp: boolean
  /** A sentence where VFs, once made, cannot be removed by writing 0; null = they can. */
  readonly cannotRemove: string | null
  /** Most VFs whatever the capability says, where the driver shares its pools with traffic classes; null = totalVfs. */
  readonly pools: VfPools | null
  /** Parameters of the model for the time until VFs exist; null = nothing was measured, other drivers stand for it. */
  readonly creation: CreationModel | null
  readonly attributes: Supports
  /** Where devices of one driver differ: what holds on all devices but these (four hex digits). */
  readonly onOtherDevices: { readonly than: ReadonlySet<string>; readonly attributes: Supports } | null
  /** What differs in switchdev mode; null = the driver has no such mode. */
  readonly switchdev: Supports | null
  readonly rates: RateRules
  readonly withoutMac: WithoutMac | null
  /** With the spoof check on and no MAC set: all frames of the VF are dropped, or the check cannot be turned on. */
  readonly spoofchkWithoutMac: 'drops-all' | 'refused' | null
  /** VLANs by which the driver says that none is set. */
  readonly noVlan: readonly number[]
  /** Modules that drive its VFs, in guest or host. */
  readonly vfModules: readonly string[]
  /** Shown when VFs of this driver are assigned; null = nothing to say. */
  readonly note: string | null
  /** Where each fact of the row comes from: kernel file and function, with the release that was read. */
  readonly source: string
}

/** Most VFs by the number of traffic classes in use. */
interface VfPools {
  readonly oneClass: number
  readonly upToFour: number
  readonly upToEight: number
}

/** Time to make VFs: `base` once and `perVf` for each. */
interface CreationModel {
  /** null = the kernel's own wait. */
  readonly base: ParameterId | null
  readonly perVf: ParameterId
  /** Counts within which times were measured. */
  readonly measured: readonly [fewest: number, most: number]
}
