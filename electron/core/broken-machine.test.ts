import { expect, test } from 'vitest'
import { brokenMachine } from './broken-machine.ts'

const withCode = (code: string): Error => Object.assign(new Error('some words'), { code })

test.each([
  [withCode('SQLITE_FULL'), 'disk-full'],
  [withCode('ENOSPC'), 'disk-full'],
  [new Error('database or disk is full'), 'disk-full'],
  [withCode('SQLITE_READONLY_DBMOVED'), 'read-only'],
  [withCode('EROFS'), 'read-only'],
  [withCode('SQLITE_CORRUPT_INDEX'), 'database-damaged'],
  [new Error('database disk image is malformed'), 'database-damaged'],
  [withCode('SQLITE_BUSY_SNAPSHOT'), 'database-busy'],
  [withCode('SQLITE_IOERR_WRITE'), 'disk-failed']
])('%s is no bug of ours', (error, kind) => {
  expect(brokenMachine(error)?.kind).toBe(kind)
})

test.each([new TypeError('x is undefined'), withCode('SQLITE_CONSTRAINT'), 'a text', null])(
  '%s stays a bug',
  (error) => {
    expect(brokenMachine(error)).toBeNull()
  }
)
