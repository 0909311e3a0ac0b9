import type { HostConnection } from './connection.ts'
import type { HostFacts } from '../inventory/facts.ts'
import type { HostId } from '../inventory/types.ts'
import type { Values } from '../calibration/parameters.ts'
import type { Failure } from '../failure.ts'

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
  readonly lastError: Failure | null
  /** From the last capture; null = never scanned. */
  readonly facts: HostFacts | null
  /** The run that did not come to its end; null where the newest change of the host is whole. */
  readonly halfWay: HalfWay | null
}

/** A script had begun on a host and did not come to its end. Ways on: apply the plan again, or roll it back. */
export interface HalfWay {
  readonly run: string
  readonly action: 'apply' | 'rollback'
  readonly planId: string
  readonly planName: string
  readonly startedAt: string
}

/** A host key that is not confirmed yet, or one that is not the one that was confirmed. */
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
