/**
 * PF driver and VF driver compatibility as data. Vendors publish pairings, protocols and tested combinations, but
 * no plain version table, so a verdict is computed from layers of rules, and is "unknown" where nothing was
 * published. Rules of a site or a user come in the same shape as the built-in ones.
 */

export type Verdict = 'supported' | 'works-with-limits' | 'unsupported' | 'unknown'
/** How sure a rule is; `high` needs a published source. */
export type Confidence = 'high' | 'medium' | 'low'

/** What kind of knowledge a rule is. `matrix` rows are tested combinations, `issue` rows open bug reports. */
type Layer =
  'pairing' | 'protocol' | 'feature' | 'limit' | 'firmware' | 'matrix' | 'guest-os' | 'policy' | 'issue'

/**
 * Name of a fact, for example "pf.driver", "vf.version", "pf.pciId" ("vvvv:dddd"), "hypervisor", "features".
 * `pf.origin` and `vf.origin` are "in-tree", "oot" (out-of-tree), "dpdk", "windows", "esxi" or "cloud". An
 * in-tree driver goes by `pf.kernel`, an out-of-tree one by `pf.version`; the two are never compared.
 */
export type FactPath = string
/** One fact about a pair; a list holds where one of its members does. */
export type Fact = string | number | boolean | readonly string[]
/** What is known about a pair. An absent fact is unknown. */
export type Facts = Readonly<Record<FactPath, Fact>>

/**
 * `"x"` equals, `">=1.4 <2"` is a range in version order, `"!=x"` differs, `"~9.01"` has the same first two
 * numbers, a list is any of its members.
 */
export type Condition = string | boolean | readonly string[]

/** One piece of knowledge: where all of `match` holds, `verdict` is said of the pair, for the reason `why`. */
export interface Rule {
  readonly id: string
  readonly layer: Layer
  readonly match: Readonly<Record<FactPath, Condition>>
  readonly verdict: Verdict
  readonly why: string
  readonly fix?: string
  /** Keys of `CompatFile.sources`, or "user". */
  readonly source: readonly string[]
  readonly confidence: Confidence
  /** Ids of rules, of files with a lower priority, that this one replaces. */
  readonly overrides?: readonly string[]
  readonly disabled?: boolean
}

/** Which versions of a protocol one side of a driver speaks. */
export interface ProtocolRow {
  readonly proto: string
  readonly side: 'pf' | 'vf'
  readonly driver: string
  readonly origin: string
  /** Range of driver versions, for out-of-tree drivers. */
  readonly version?: string
  /** Range of kernels, for in-tree drivers. */
  readonly kernel?: string
  /** PF: versions that it takes. */
  readonly accepts?: readonly string[]
  /** VF: versions that it asks for, in that order. */
  readonly tries?: readonly string[]
  /** One compatibility level instead of versions (QAT). */
  readonly level?: number
  readonly note?: string
  readonly source: string
}

/** Since which driver version a capability flag is known to one side. */
export interface CapabilityRow {
  readonly protocol: string
  readonly side: 'pf' | 'vf'
  readonly driver: string
  readonly origin: string
  readonly capability: string
  readonly since: string
  /** Condition in words that no fact covers. */
  readonly onlyIf?: string
  readonly source: string
}

/** A device model: which VF ids its PF has, and which drivers go with them. */
export interface Device {
  readonly name: string
  /** "vvvv:dddd", lower case. */
  readonly pf: readonly string[]
  readonly vf: readonly string[]
  readonly pfDrivers: readonly string[]
  readonly vfDrivers: readonly string[]
  /** As published, in words; the host's `sriov_totalvfs` is what counts. */
  readonly maxVfs: string
  readonly note?: string
  readonly source: readonly string[]
}

interface Source {
  readonly title: string
  readonly url?: string
  /** Date on which it was read, YYYY-MM-DD. */
  readonly retrieved: string
}

/** One file of compatibility knowledge. Built-in data has priority 0, a site's 100, a user's 200. */
export interface CompatFile {
  readonly schemaVersion: 1
  readonly name: string
  readonly priority: number
  readonly sources: Readonly<Record<string, Source>>
  readonly protocols?: readonly ProtocolRow[]
  readonly capabilities?: readonly CapabilityRow[]
  readonly rules?: readonly Rule[]
  readonly devices?: readonly Device[]
}

/** Several files put together: what evaluation works with. */
export interface CompatData {
  readonly sources: Readonly<Record<string, Source>>
  readonly protocols: readonly ProtocolRow[]
  readonly capabilities: readonly CapabilityRow[]
  readonly rules: readonly Rule[]
  readonly devices: readonly Device[]
}

/** A rule, or the outcome of a handshake, that applies to the pair. */
export interface Hit {
  readonly rule: string
  readonly layer: Layer
  readonly verdict: Verdict
  readonly why: string
  readonly fix: string | null
  readonly source: readonly string[]
  readonly confidence: Confidence
}

/** What PF and VF driver agree on when the VF driver starts. */
export interface Negotiation {
  readonly protocol: string
  /** Version, or "level 4"; null = they find none. */
  readonly version: string | null
  /** Versions that the VF asks for first and the PF refuses, in that order. */
  readonly refused: readonly string[]
  readonly source: readonly string[]
}

/** What is known of a pair of drivers, with every rule that has a say. */
export interface CompatResult {
  readonly verdict: Verdict
  /** Lowest among the hits that decided. */
  readonly confidence: Confidence
  /** In the order of weight: unsupported, works-with-limits, unknown, supported. */
  readonly hits: readonly Hit[]
  readonly negotiated: readonly Negotiation[]
  readonly capabilities: {
    readonly both: readonly string[]
    readonly pfOnly: readonly string[]
    readonly vfOnly: readonly string[]
  }
  /** Id of a tested combination that is exactly this one; null = none published. */
  readonly testedRow: string | null
  /** Rules that would apply if a fact were known, with the facts that they ask for. */
  readonly needs: readonly { readonly rule: string; readonly missing: readonly FactPath[] }[]
}
