import type { Drift } from '../inventory/drift.ts'
import type { HostFacts } from '../inventory/facts.ts'
import type { HostId } from '../inventory/types.ts'
import type { Values } from '../simulate/calibration/parameters.ts'

export type { HostFacts }

/** Why a request failed, fit to be shown: what, where, and what to do. */
export interface IpcError {
  readonly kind: string
  readonly message: string
  /** What the user can do; empty where nothing helps. */
  readonly fix: string
}

/** How to reach a host. Secrets are not here: they stay in the main process. */
export interface HostConnection {
  /** DNS name or IP address. */
  readonly address: string
  readonly port: number
  readonly user: string
  readonly auth: HostAuth
  /** How the probe and apply get root where `user` is not root. */
  readonly sudo: 'none' | 'without-password' | 'with-password'
}

export type HostAuth =
  | { readonly kind: 'agent' }
  /** Path of a private key on this machine. */
  | { readonly kind: 'key'; readonly path: string }
  | { readonly kind: 'password' }

/** One line of the host list. */
export interface HostSummary {
  readonly id: HostId
  readonly name: string
  /** `sample` and `import` hosts cannot be scanned or applied to. */
  readonly origin: 'ssh' | 'sample' | 'import'
  readonly connection: HostConnection | null
  /** SHA256 fingerprint of the host key that is trusted; null until the first connection. */
  readonly hostKey: string | null
  /** Last good scan, ISO 8601 UTC; null = never. */
  readonly scannedAt: string | null
  /** Why the last scan failed; null where it did not. */
  readonly lastError: IpcError | null
  /** From the last capture; null = never scanned. */
  readonly facts: HostFacts | null
}

/** One past scan. */
export interface CaptureSummary {
  readonly id: string
  readonly host: HostId
  readonly takenAt: string
  readonly bytes: number
}

/** What changed on a host between two of its captures. */
export interface CaptureDrift {
  readonly before: CaptureSummary
  readonly after: CaptureSummary
  /** First the host and its drivers, then functions in order of address; empty = nothing. */
  readonly drifts: readonly Drift[]
}

export interface PlanSummary {
  readonly id: string
  readonly name: string
  /** ISO 8601 UTC. */
  readonly updatedAt: string
  readonly vms: number
  readonly assignments: number
  readonly hosts: readonly HostId[]
}

/** Something found by name or address. */
export interface SearchHit {
  readonly host: HostId
  readonly hostName: string
  /** PCI address; null = the host itself. */
  readonly address: string | null
  readonly label: string
  readonly detail: string
}

/** What can be done to a host with a plan. The two dry runs and `verify` change nothing. */
export type ApplyAction = 'apply' | 'verify' | 'rollback' | 'dry-run' | 'rollback-dry-run'

/** Work in the background. Every job reports, ends in one of the last three states, and can be cancelled. */
export interface Job {
  readonly id: string
  readonly kind: 'scan' | ApplyAction
  readonly title: string
  readonly hosts: readonly HostId[]
  readonly state: 'running' | 'done' | 'failed' | 'cancelled'
  /** Steps done and in all; total 0 = not known. */
  readonly done: number
  readonly total: number
  /** What is going on, one line. */
  readonly message: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly error: IpcError | null
}

/** A host key nobody has confirmed yet, or one that is not the one that was confirmed. */
export interface HostKeyQuestion {
  readonly id: string
  readonly host: HostId
  readonly hostName: string
  readonly address: string
  readonly algorithm: string
  /** "SHA256:..." as ssh-keygen -l prints it. */
  readonly fingerprint: string
  /** The fingerprint that was trusted before; null on first contact. A changed key cannot be accepted in passing. */
  readonly known: string | null
}

/** One apply, verify or rollback, kept for the audit. */
export interface ApplyRun {
  readonly id: string
  readonly host: HostId
  readonly hostName: string
  readonly planId: string
  readonly planName: string
  readonly action: ApplyAction
  readonly startedAt: string
  readonly endedAt: string | null
  /** `as-planned`: verified after the run. `differs`: the run ended, the host is not as planned. */
  readonly outcome:
    'running' | 'as-planned' | 'differs' | 'rolled-back' | 'refused' | 'failed' | 'cancelled' | 'dry-run'
  readonly log: string
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'compact' | 'comfortable'
  /** Hosts scanned at the same time, 1-32. */
  readonly parallelScans: number
  /** Seconds to wait for a TCP connection and for a host to answer, 1-120. */
  readonly connectTimeoutSeconds: number
  /** In order of name, each name once. */
  readonly hostFilters: readonly SavedHostFilter[]
}

/** A search of the host list together with a filter, under a name. */
export interface SavedHostFilter {
  readonly name: string
  /** What is typed into the search; may be empty. */
  readonly text: string
  readonly state: 'all' | 'scanned' | 'never' | 'failed' | 'sample' | 'imported'
}

export interface AppInfo {
  readonly version: string
  readonly electron: string
  readonly platform: string
  /** Where the database lies. */
  readonly dataFolder: string
  /** False where the OS offers no keychain: passwords are then kept for this session only. */
  readonly canKeepSecrets: boolean
}

/** Inputs of the model that hold on one host instead of those of the calibration table. */
export interface HostPreset {
  /** null = no host of the lab: free scenarios. */
  readonly host: HostId | null
  /** For people: what it was fitted to, or the file it is from. */
  readonly title: string
  readonly parameters: Partial<Values>
  /** ISO 8601 UTC. */
  readonly keptAt: string
}
