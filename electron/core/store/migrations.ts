import type { Database } from './database.ts'

/** SQLite's `application_id` of our files, "VFLB": tells them from the databases of other programs. */
export const APPLICATION_ID = 0x56_46_4c_42

/**
 * Each entry takes the schema one version further; the version is SQLite's `user_version`. Entries are never
 * changed once released: a database in the field has already run them.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE hosts (
     id         TEXT PRIMARY KEY,
     name       TEXT NOT NULL,
     origin     TEXT NOT NULL CHECK (origin IN ('ssh', 'sample', 'import')),
     connection TEXT,                -- JSON HostConnection; NULL for hosts that cannot be reached
     added_at   TEXT NOT NULL,
     scanned_at TEXT,                -- last good scan
     last_error TEXT,                -- JSON Failure; NULL = the last scan went well
     facts      TEXT                 -- JSON HostFacts of the newest capture
   ) STRICT;
   CREATE TABLE host_secrets (       -- encrypted by the keychain of the operating system, opaque to the store
     host       TEXT PRIMARY KEY REFERENCES hosts ON DELETE CASCADE,
     sealed     BLOB NOT NULL
   ) STRICT;
   CREATE TABLE trusted_keys (       -- by address, as in known_hosts: a key belongs to what answers there
     address    TEXT NOT NULL,
     port       INTEGER NOT NULL,
     algorithm  TEXT NOT NULL,
     fingerprint TEXT NOT NULL,
     trusted_at TEXT NOT NULL,
     PRIMARY KEY (address, port)
   ) STRICT;
   CREATE TABLE captures (
     id         TEXT PRIMARY KEY,
     host       TEXT NOT NULL REFERENCES hosts ON DELETE CASCADE,
     taken_at   TEXT NOT NULL,
     bytes      INTEGER NOT NULL,    -- of the text
     text       BLOB NOT NULL        -- gzip
   ) STRICT;
   CREATE INDEX captures_of_host ON captures (host, taken_at DESC);
   CREATE TABLE inventories (        -- what the newest capture says; can always be built again from it
     host       TEXT PRIMARY KEY REFERENCES hosts ON DELETE CASCADE,
     capture    TEXT NOT NULL,
     builder    INTEGER NOT NULL,    -- version of the code that built it
     json       BLOB NOT NULL,       -- gzip
     haystack   TEXT NOT NULL        -- everything the host can be found by, lower case
   ) STRICT;
   CREATE TABLE plans (
     id         TEXT PRIMARY KEY,
     json       TEXT NOT NULL,
     summary    TEXT NOT NULL,       -- JSON PlanSummary, so that a list need not read every plan
     updated_at TEXT NOT NULL
   ) STRICT;
   CREATE TABLE apply_runs (         -- the audit: rows outlive their host and plan
     id         TEXT PRIMARY KEY,
     host       TEXT NOT NULL,
     host_name  TEXT NOT NULL,
     plan       TEXT NOT NULL,
     plan_name  TEXT NOT NULL,
     action     TEXT NOT NULL,
     started_at TEXT NOT NULL,
     ended_at   TEXT,
     outcome    TEXT NOT NULL,
     log        TEXT NOT NULL,
     process    INTEGER NOT NULL     -- pid of the process that runs it
   ) STRICT;
   CREATE TABLE settings (
     key        TEXT PRIMARY KEY,
     value      TEXT NOT NULL        -- JSON
   ) STRICT;`,
  // Logs grow line by line: a run that is killed leaves all that was said until then.
  `PRAGMA application_id = ${APPLICATION_ID};
   ALTER TABLE apply_runs ADD COLUMN process_started TEXT; -- tells a process from a later one with its number
   CREATE TABLE run_lines (
     run        TEXT NOT NULL REFERENCES apply_runs ON DELETE CASCADE,
     lines      TEXT NOT NULL        -- ends with a line feed
   ) STRICT;
   CREATE INDEX lines_of_run ON run_lines (run);
   CREATE INDEX runs_of_host ON apply_runs (host, started_at DESC);`
]

/** The version this build reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/** Version of the schema in the file; 0 = a new file. */
export function schemaVersionOf(database: Database): number {
  return database.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

/**
 * Brings the schema to `SCHEMA_VERSION`, all steps or none. Asks for the version again under the write lock,
 * because another process may have migrated meanwhile.
 */
export function migrate(database: Database): void {
  if (schemaVersionOf(database) === SCHEMA_VERSION) return
  database.transaction(() => {
    const from = schemaVersionOf(database)
    for (const step of MIGRATIONS.slice(from)) database.exec(step)
    if (from < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  })
}
