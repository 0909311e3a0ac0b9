import type { Failure } from '#shared/failure.ts'

/**
 * What the machine refused, said as what it is; null for everything else, which is a bug of ours. Codes: SQLite's
 * result codes (sqlite.org/rescode.html) and errno of the file system.
 */
export function brokenMachine(error: unknown): Failure | null {
  const code = codeOf(error)
  const row = ROWS.find(({ codes }) => codes.test(code) || codes.test(messageCode(error)))
  return row ? { kind: row.kind, message: row.message, fix: row.fix } : null
}

const ROWS = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    kind: 'disk-full',
    message: 'The disk is full, so nothing was saved by this action',
    fix: 'Make room on the disk of the data folder and try again. What was saved before is still there.'
  },
  {
    codes: /^(SQLITE_READONLY.*|SQLITE_PERM|EROFS)$/,
    kind: 'read-only',
    message: 'The data folder cannot be written to, so nothing was saved by this action',
    fix: 'Check who owns the data folder, and whether its file system is mounted read-only.'
  },
  {
    codes: /^(SQLITE_CORRUPT.*|SQLITE_NOTADB)$/,
    kind: 'database-damaged',
    message: 'The database is damaged: this action needs a part of it that cannot be read',
    fix: 'Start VF Lab again: it looks at the whole file and offers to set it aside. Copy the data folder first.'
  },
  {
    codes: /^(SQLITE_BUSY.*|SQLITE_LOCKED.*)$/,
    kind: 'database-busy',
    message: 'Another VF Lab is writing to the database',
    fix: 'Try again in a moment.'
  },
  {
    codes: /^(SQLITE_IOERR.*|SQLITE_CANTOPEN.*|EIO|EMFILE|ENFILE)$/,
    kind: 'disk-failed',
    message: 'The disk of the data folder could not be read or written',
    fix: 'Check the disk, and that the data folder is still there.'
  }
] as const

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Some builds of the driver have no code, but SQLite's own words (sqlite3_errstr). */
function messageCode(error: unknown): string {
  const message = error instanceof Error ? error.message : ''
  if (/database or disk is full/.test(message)) return 'SQLITE_FULL'
  if (/attempt to write a readonly database/.test(message)) return 'SQLITE_READONLY'
  if (/database disk image is malformed|file is not a database/.test(message)) return 'SQLITE_CORRUPT'
  if (/database (table )?is locked/.test(message)) return 'SQLITE_BUSY'
  if (/disk I\/O error/.test(message)) return 'SQLITE_IOERR'
  return ''
}
