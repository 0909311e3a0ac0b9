import type BetterSqlite3 from 'better-sqlite3'

/** What SQLite stores. No booleans: SQLite has none, and not every build of the driver survives being given one. */
type Value = string | number | null | Buffer

/**
 * The little that the store needs of a SQLite driver, in one place. Rows are read only with `all`, because that
 * is the call whose rows are plain objects of the selected columns in every driver build VF Lab runs on.
 */
export interface Database {
  /** Runs one statement and returns the number of rows it changed. */
  run(sql: string, ...values: readonly Value[]): number
  /** All rows, in the order of the query. */
  all<Row>(sql: string, ...values: readonly Value[]): readonly Row[]
  /** The first row, or null where there is none. */
  one<Row>(sql: string, ...values: readonly Value[]): Row | null
  /** Runs statements without values, separated by semicolons. */
  exec(sql: string): void
  /** All or nothing; takes the write lock first, so that a second process waits instead of failing half way. */
  transaction<T>(work: () => T): T
  close(): void
}

/** How long a statement waits for another process (the app, the CLI) to finish writing. */
const BUSY_TIMEOUT_MS = 5000

/** Opens or creates the file. Throws what the driver throws: `openStore` turns that into an error of its own. */
export async function openDatabase(path: string): Promise<Database> {
  const { default: Driver } = await import('better-sqlite3')
  const driver = new Driver(path)
  const statements = new Map<string, BetterSqlite3.Statement<unknown[]>>()
  const prepared = (sql: string): BetterSqlite3.Statement<unknown[]> => {
    const existing = statements.get(sql)
    if (existing) return existing
    const statement = driver.prepare<unknown[]>(sql)
    statements.set(sql, statement)
    return statement
  }
  const isInTransaction = (): boolean => driver.inTransaction
  const database: Database = {
    run: (sql, ...values) => prepared(sql).run(...values).changes,
    all: <Row>(sql: string, ...values: readonly Value[]) => prepared(sql).all(...values) as Row[],
    one: <Row>(sql: string, ...values: readonly Value[]) =>
      (prepared(sql).all(...values)[0] as Row | undefined) ?? null,
    exec: (sql) => void driver.exec(sql),
    transaction<T>(work: () => T): T {
      if (isInTransaction()) return work()
      driver.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        driver.exec('COMMIT')
        return result
      } catch (error) {
        // Some failures (a full disk) have ended the transaction already.
        if (isInTransaction()) driver.exec('ROLLBACK')
        throw error
      }
    },
    close: () => void driver.close()
  }
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    // Readers of one process do not wait for the writer of another.
    database.all('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  } catch (error) {
    driver.close()
    throw error
  }
  return database
}
