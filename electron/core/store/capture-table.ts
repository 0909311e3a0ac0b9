import type { CaptureSummary } from '#shared/lab/capture.ts'
import type { HostFacts } from '#shared/inventory/facts.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { Database } from './database.ts'
import { pack, unpack } from './gzip-text.ts'

/** Newest captures kept for each host: enough to see drift over a month of working days. */
export const CAPTURES_KEPT = 20

/** A good scan, with what was made of it. */
export interface ScanRecord {
  readonly id: string
  readonly host: HostId
  /** Text of the capture file. */
  readonly text: string
  readonly inventory: InventoryHost
  /** Version of the code that built the inventory. */
  readonly builder: number
  readonly facts: HostFacts
  /** Everything the host can be found by, lower case. */
  readonly haystack: string
}

/** Captures, the inventory built from the newest, and what can be searched in it. */
export function captureTable(database: Database) {
  const saveInventory = (record: Omit<ScanRecord, 'text'>): void => {
    database.run(
      'INSERT OR REPLACE INTO inventories (host, capture, builder, json, haystack) VALUES (?, ?, ?, ?, ?)',
      record.host,
      record.id,
      record.builder,
      pack(JSON.stringify(record.inventory)),
      record.haystack
    )
    database.run('UPDATE hosts SET facts = ? WHERE id = ?', JSON.stringify(record.facts), record.host)
  }
  return {
    /** Stores a good scan: capture, inventory, facts and search, all or nothing; drops what is too old. */
    save(record: ScanRecord): void {
      database.transaction(() => {
        database.run(
          'INSERT INTO captures (id, host, taken_at, bytes, text) VALUES (?, ?, ?, ?, ?)',
          record.id,
          record.host,
          record.inventory.takenAt,
          Buffer.byteLength(record.text),
          pack(record.text)
        )
        saveInventory(record)
        database.run(
          'UPDATE hosts SET scanned_at = ?, last_error = NULL WHERE id = ?',
          record.inventory.takenAt,
          record.host
        )
        database.run(
          `DELETE FROM captures WHERE host = ? AND id NOT IN
             (SELECT id FROM captures WHERE host = ? ORDER BY taken_at DESC, rowid DESC LIMIT ${CAPTURES_KEPT})`,
          record.host,
          record.host
        )
      })
    },

    /** Replaces what was made of the newest capture by what newer code makes of it. */
    rebuild: (record: Omit<ScanRecord, 'text'>): void => database.transaction(() => saveInventory(record)),

    /** Past scans of a host, newest first. */
    list: (host: HostId): readonly CaptureSummary[] =>
      database.all<CaptureSummary>(
        `SELECT id, host, taken_at AS takenAt, bytes FROM captures
         WHERE host = ? ORDER BY taken_at DESC, rowid DESC`,
        host
      ),

    /** Text of a capture; null = it is gone, is damaged, or belongs to another host. */
    text(host: HostId, id: string): string | null {
      const row = database.one<{ text: Uint8Array }>(
        'SELECT text FROM captures WHERE host = ? AND id = ?',
        host,
        id
      )
      return row && unpack(row.text)
    },

    /** Text of the newest capture, null where it is damaged; null altogether = never scanned. */
    newest(
      host: HostId
    ): { readonly id: string; readonly takenAt: string; readonly text: string | null } | null {
      const row = database.one<{ id: string; takenAt: string; text: Uint8Array }>(
        'SELECT id, taken_at AS takenAt, text FROM captures WHERE host = ? ORDER BY taken_at DESC, rowid DESC LIMIT 1',
        host
      )
      return row && { id: row.id, takenAt: row.takenAt, text: unpack(row.text) }
    },

    /** The inventory as it was stored, and by which version of the code; null = none, or one that is damaged. */
    inventory(host: HostId): { readonly builder: number; readonly inventory: InventoryHost } | null {
      const row = database.one<{ builder: number; json: Uint8Array }>(
        'SELECT builder, json FROM inventories WHERE host = ?',
        host
      )
      const json = row && unpack(row.json)
      if (row === null || json === null) return null
      try {
        // Written by the same version of the code, which `builder` says: its form is not checked again.
        return { builder: row.builder, inventory: JSON.parse(json) as InventoryHost }
      } catch {
        return null
      }
    },

    /** Hosts in whose names or haystack every word (lower case) occurs, in order of name. */
    hostsWith(words: readonly string[]): readonly HostId[] {
      const all = words.map(() => 'instr(lower(name) || char(10) || haystack, ?) > 0').join(' AND ')
      return database
        .all<{ id: HostId }>(
          `SELECT id FROM hosts JOIN inventories ON inventories.host = hosts.id
           WHERE ${all || 'TRUE'} ORDER BY name COLLATE NOCASE, id`,
          ...words
        )
        .map((row) => row.id)
    }
  }
}
