import type { HostConnection, HostSummary } from '#shared/lab/host.ts'
import type { HostFacts } from '#shared/inventory/facts.ts'
import type { Failure } from '#shared/failure.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { Database } from './database.ts'

/** A host to be added. */
export interface NewHost {
  readonly id: HostId
  readonly name: string
  readonly origin: HostSummary['origin']
  readonly connection: HostConnection | null
  readonly addedAt: string
}

interface Row {
  readonly id: string
  readonly name: string
  readonly origin: HostSummary['origin']
  readonly connection: string | null
  readonly scanned_at: string | null
  readonly last_error: string | null
  readonly facts: string | null
  readonly fingerprint: string | null
}

const SELECT = `
  SELECT hosts.id, name, origin, connection, scanned_at, last_error, facts, fingerprint
  FROM hosts LEFT JOIN trusted_keys
    ON trusted_keys.address = lower(json_extract(connection, '$.address'))
   AND trusted_keys.port = json_extract(connection, '$.port')`

/** Hosts, in order of name. */
export function hostTable(database: Database) {
  return {
    list: (): readonly HostSummary[] =>
      database.all<Row>(`${SELECT} ORDER BY name COLLATE NOCASE, hosts.id`).map(summary),

    get(id: HostId): HostSummary | null {
      const row = database.one<Row>(`${SELECT} WHERE hosts.id = ?`, id)
      return row && summary(row)
    },

    add(host: NewHost): void {
      database.run(
        'INSERT INTO hosts (id, name, origin, connection, added_at) VALUES (?, ?, ?, ?, ?)',
        host.id,
        host.name,
        host.origin,
        host.connection && JSON.stringify(host.connection),
        host.addedAt
      )
    },

    /** Returns whether there is such a host. */
    update: (id: HostId, changes: { readonly name: string; readonly connection: HostConnection }): boolean =>
      database.run(
        'UPDATE hosts SET name = ?, connection = ? WHERE id = ?',
        changes.name,
        JSON.stringify(changes.connection),
        id
      ) > 0,

    /** Removes a host with its captures, inventory and secrets. Its audit stays. */
    remove: (id: HostId): boolean => database.run('DELETE FROM hosts WHERE id = ?', id) > 0,

    removeSamples: (): number => database.run("DELETE FROM hosts WHERE origin = 'sample'"),

    /** Remembers why a scan failed. What was captured before stays as it is. */
    setLastError: (id: HostId, error: Failure | null): void =>
      void database.run('UPDATE hosts SET last_error = ? WHERE id = ?', error && JSON.stringify(error), id),

    secrets(id: HostId): Buffer | null {
      const row = database.one<{ sealed: Uint8Array }>('SELECT sealed FROM host_secrets WHERE host = ?', id)
      return row && Buffer.from(row.sealed)
    },

    /** null removes them. */
    setSecrets(id: HostId, sealed: Buffer | null): void {
      if (sealed === null) database.run('DELETE FROM host_secrets WHERE host = ?', id)
      else database.run('INSERT OR REPLACE INTO host_secrets (host, sealed) VALUES (?, ?)', id, sealed)
    }
  }
}

function summary(row: Row): HostSummary {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    connection: parsed<HostConnection>(row.connection),
    hostKey: row.fingerprint,
    scannedAt: row.scanned_at,
    lastError: parsed<Failure>(row.last_error),
    facts: parsed<HostFacts>(row.facts)
  }
}

const parsed = <T>(json: string | null): T | null => (json === null ? null : (JSON.parse(json) as T))
