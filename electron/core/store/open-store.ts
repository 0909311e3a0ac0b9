import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '#shared/result.ts'
import { captureTable } from './capture-table.ts'
import { openDatabase, type Database } from './database.ts'
import { hostTable } from './host-table.ts'
import { APPLICATION_ID, migrate, SCHEMA_VERSION, schemaVersionOf } from './migrations.ts'
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

/**
 * Opens the database of a data folder, creates it where there is none, brings an older one up to date. Folder and
 * file are only for the user: the lab's addresses, plans and sealed passwords are in them.
 */
export async function openStore(dataFolder: string): Promise<Result<Store, StoreError>> {
  const path = databasePath(dataFolder)
  let database: Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // A write-ahead log that is still there belongs to a process that runs, or to one that was killed.
    const wasLeftOpen = existsSync(`${path}-wal`)
    const isNew = !existsSync(path)
    if (!isNew && !wasLeftOpen && isLongEmpty(path)) return err({ kind: 'database-empty', path })
    makePrivate(dataFolder, path)
    database = await openDatabase(path)
    const refused = judge(database, path, wasLeftOpen)
    if (refused) {
      database.close()
      return err(refused)
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

/** Why this database must not be used; null = it is ours, and whole as far as is looked at. */
function judge(database: Database, path: string, wasLeftOpen: boolean): StoreError | null {
  const id = database.one<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0
  const version = schemaVersionOf(database)
  const tables = database.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
  if (version > SCHEMA_VERSION && (id === APPLICATION_ID || id === 0)) {
    return { kind: 'database-newer', path, version }
  }
  // Files of the first schema carry no id, but the tables.
  const isOurs =
    id === APPLICATION_ID ||
    (id === 0 && (tables.length === 0 || tables.some(({ name }) => name === 'hosts')))
  if (!isOurs) return { kind: 'database-foreign', path }
  // Reading every page takes time that a start does not have: only after an end that was none.
  const [first] = wasLeftOpen
    ? database.all<Record<string, string>>('PRAGMA quick_check(1)').flatMap((row) => Object.values(row))
    : []
  return first === undefined || first === 'ok' ? null : { kind: 'database-damaged', path, detail: first }
}

/** A file without a byte that is not just being created by another process. */
function isLongEmpty(path: string): boolean {
  const stat = statSync(path)
  return stat.isFile() && stat.size === 0 && Date.now() - stat.mtimeMs > 10_000
}

/** Folder 0700 and file 0600, also where an older version left them open. Windows keeps its own rights. */
function makePrivate(dataFolder: string, path: string): void {
  if (process.platform === 'win32') return
  if (statSync(dataFolder).mode & 0o077) chmodSync(dataFolder, 0o700)
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  for (const suffix of ['', '-wal', '-shm']) {
    const file = path + suffix
    if (existsSync(file) && statSync(file).isFile() && statSync(file).mode & 0o077) chmodSync(file, 0o600)
  }
}

function openingError(path: string, error: unknown): StoreError {
  const detail = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const isDamaged =
    /^SQLITE_(NOTADB|CORRUPT)/.test(code) || /not a database|malformed|already exists/.test(detail)
  return { kind: isDamaged ? 'database-damaged' : 'database-unreachable', path, detail }
}
