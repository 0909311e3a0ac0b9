import * as v from 'valibot'
import { err, ok, type Result } from '../result.ts'
import { snapshotSchema } from './schema.ts'
import { SNAPSHOT_SCHEMA_VERSION, type HostSnapshot } from './types.ts'

/** Why a JSON value is no snapshot. */
export type SnapshotError =
  | { readonly kind: 'not-a-snapshot'; readonly where: string; readonly problem: string }
  | { readonly kind: 'newer-version'; readonly version: number; readonly supported: number }

/** Brings a snapshot of version `from` to version `from + 1`, without looking at the rest. */
export interface SnapshotUpgrade {
  readonly from: number
  readonly upgrade: (snapshot: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** One entry for each version that was ever released, except the present one. In order of version. */
export const snapshotUpgrades: readonly SnapshotUpgrade[] = []

/**
 * A snapshot that was kept as JSON, in the form of today. Older versions are brought up step by step; the result is
 * checked. `upgrades` is a parameter for the sake of tests.
 */
export function upgradeSnapshot(
  json: unknown,
  upgrades: readonly SnapshotUpgrade[] = snapshotUpgrades
): Result<HostSnapshot, SnapshotError> {
  if (!isRecord(json) || typeof json['schemaVersion'] !== 'number') {
    return err({ kind: 'not-a-snapshot', where: 'schemaVersion', problem: 'there is no version number' })
  }
  if (json['schemaVersion'] > SNAPSHOT_SCHEMA_VERSION) {
    return err({ kind: 'newer-version', version: json['schemaVersion'], supported: SNAPSHOT_SCHEMA_VERSION })
  }
  let snapshot: Readonly<Record<string, unknown>> = json
  for (const { from, upgrade } of upgrades) {
    if (snapshot['schemaVersion'] === from) snapshot = { ...upgrade(snapshot), schemaVersion: from + 1 }
  }
  const parsed = v.safeParse(snapshotSchema, snapshot)
  if (parsed.success) return ok(parsed.output)
  const [issue] = parsed.issues
  return err({ kind: 'not-a-snapshot', where: v.getDotPath(issue) ?? '', problem: issue.message })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The error in words. */
export function explainSnapshotError(error: SnapshotError): string {
  return error.kind === 'newer-version'
    ? `The snapshot has version ${error.version}, this VF Lab reads up to ${error.supported}. Update VF Lab.`
    : `This is no snapshot of a host: ${error.where === '' ? '' : `${error.where}: `}${error.problem}.`
}
