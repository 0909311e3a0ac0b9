import type { HostConnection } from '#shared/lab/connection.ts'
import type { HalfWay, HostSummary } from '#shared/lab/host.ts'
import type { HostFacts } from '#shared/inventory/facts.ts'
import type { Failure } from '#shared/failure.ts'
import type { HostId } from '#shared/inventory/types.ts'
import * as v from 'valibot'
import { connectionSchema } from '#shared/lab/connection.ts'
import type { Database } from './database.ts'
import { storedJson } from './stored-json.ts'

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
  /** JSON HalfWay. */
  readonly half_way: string | null
}

// Without the check of validity one connection that is no JSON would end the query for all hosts.
const SELECT = `
  SELECT hosts.id, name, origin, connection, scanned_at, last_error, facts, fingerprint,
    (SELECT CASE WHEN outcome = 'half-way' THEN json_object(
         'run', id, 'action', action, 'planId', plan, 'planName', plan_name, 'startedAt', started_at) END
     FROM apply_runs
     WHERE apply_runs.host = hosts.id AND action IN ('apply', 'rollback')
       AND outcome IN ('half-way', 'as-planned', 'differs', 'rolled-back')
     ORDER BY started_at DESC LIMIT 1) AS half_way
  FROM (SELECT *, CASE WHEN json_valid(connection) THEN connection END AS target FROM hosts) AS hosts
  LEFT JOIN trusted_keys
    ON trusted_keys.address = lower(json_extract(target, '$.address'))
   AND trusted_keys.port = json_extract(target, '$.port')`

/** Hosts, in order of name. */
export function hostTable(database: Database) {
  return {
    list: (): readonly HostSummary[] =>
      database.all<Row>(`${SELECT} ORDER BY name COLLATE NOCASE, hosts.id`).map(summary),

    get(id: HostId): HostSummary | null {
      const row = database.one<Row>(`${SELECT} WHERE hosts.id = ?`, id)
      return row && summary(row)
    },

    /** The host that is reached at this place; null = none. */
    at(connection: HostConnection | null): HostSummary | null {
      if (connection === null) return null
      const { address, port, user } = connection
      const row = database.one<Row>(
        `${SELECT} WHERE origin = 'ssh' AND lower(json_extract(target, '$.address')) = lower(?)
           AND json_extract(target, '$.port') = ? AND json_extract(target, '$.user') = ? ORDER BY added_at LIMIT 1`,
        address,
        port,
        user
      )
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
  const connection = storedJson(row.connection, connectionSchema)
  const isConnectionLost = row.connection !== null && connection === null
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    connection,
    hostKey: row.fingerprint,
    scannedAt: row.scanned_at,
    lastError: isConnectionLost ? LOST_CONNECTION : storedJson(row.last_error, failureSchema),
    facts: storedJson(row.facts, factsSchema),
    halfWay: storedJson(row.half_way, halfWaySchema)
  }
}

/** Said beside a host whose stored connection cannot be understood. Its captures and plans are not affected. */
const LOST_CONNECTION: Failure = {
  kind: 'connection-damaged',
  message: 'How to reach this host is stored in a form that this version cannot read',
  fix: 'Edit the host and enter its connection again.'
}

const halfWaySchema = v.object({
  run: v.string(),
  action: v.picklist(['apply', 'rollback']),
  planId: v.string(),
  planName: v.string(),
  startedAt: v.string()
}) satisfies v.GenericSchema<unknown, HalfWay>

const failureSchema = v.object({ kind: v.string(), message: v.string(), fix: v.string() })

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const factsSchema = v.object({
  hostname: v.string(),
  os: v.string(),
  kernel: v.string(),
  pfs: count,
  vfs: count,
  totalVfs: count,
  iommu: v.picklist(['on', 'off-in-kernel', 'absent', 'unread']),
  iommuGroups: count,
  gaps: count
}) satisfies v.GenericSchema<unknown, HostFacts>
