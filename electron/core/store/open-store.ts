import { mkdirSync, renameSync, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '#shared/result.ts'
import { captureTable } from './capture-table.ts'
import { openDatabase, type Database } from './database.ts'
import { hostTable } from './host-table.ts'
import { migrate, SCHEMA_VERSION, schemaVersionOf } from './migrations.ts'
import { planTable } from './plan-table.ts'
import { runTable } from './run-table.ts'
import { settingTable } from './setting-table.ts'
import type { StoreError } from './store-error.ts'
import { trustedKeyTable } from './trusted-key-table.ts'

/** Everything VF Lab keeps. */
export interface Store {
  readonly hosts: ReturnType<typeof hostTable>
  readonly trustedKeys: ReturnType<typeof trustedKeyTable>
  readonly captures: ReturnType<typeof captureTable>
  readonly plans: ReturnType<typeof planTable>
  readonly runs: ReturnType<typeof runTable>
  readonly settings: ReturnType<typeof settingTable>
  /** All or nothing, over all tables. */
  transaction<T>(work: () => T): T
  /** A number that changes when another process (the app, the command line) has changed the database. */
  foreignChanges(): number
  close(): void
}

/** The one file of a data folder. */
export const databasePath = (dataFolder: string): string => join(dataFolder, 'vflab.db')

/** Opens the database of a data folder, creates it where there is none, brings an older one up to date. */
export async function openStore(dataFolder: string): Promise<Result<Store, StoreError>> {
  const path = databasePath(dataFolder)
  let database: Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    database = await openDatabase(path)
    const version = schemaVersionOf(database)
    if (version > SCHEMA_VERSION) {
      database.close()
      return err({ kind: 'database-newer', path, version })
    }
    migrate(database)
  } catch (error) {
    database?.close()
    return err(openingError(path, error))
  }
  const opened = database
  return ok({
    hosts: hostTable(opened),
    trustedKeys: trustedKeyTable(opened),
    captures: captureTable(opened),
    plans: planTable(opened),
    runs: runTable(opened),
    settings: settingTable(opened),
    transaction: (work) => opened.transaction(work),
    // SQLite's data_version: cheap to ask, blind to what this connection changes itself.
    foreignChanges: () => opened.one<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0,
    close: () => opened.close()
  })
}

/**
 * Renames a damaged database, so that an empty one can take its place, and returns the new name. `stamp` goes
 * into the name and makes it unique.
 */
export function setDatabaseAside(dataFolder: string, stamp: string): string {
  const path = databasePath(dataFolder)
  const aside = join(dataFolder, `vflab.damaged-${stamp.replaceAll(/[^0-9A-Za-z]/g, '')}.db`)
  if (existsSync(aside)) throw new Error(`${aside} is there already`)
  // The write-ahead log belongs to the file: without it the newest changes could not be rescued.
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix)
  }
  return aside
}

function openingError(path: string, error: unknown): StoreError {
  const detail = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isDamaged =
    /^SQLITE_(NOTADB|CORRUPT)/.test(code) || /not a database|malformed|already exists/.test(detail)
  return { kind: isDamaged ? 'database-damaged' : 'database-unreachable', path, detail }
}
