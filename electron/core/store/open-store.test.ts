import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { migrate, SCHEMA_VERSION, schemaVersionOf } from './migrations.ts'
import { databasePath, openStore, setDatabaseAside } from './open-store.ts'
import { canSetAside, explainStoreError } from './store-error.ts'
import { scanRecord, storeIn, testFolder } from '../testing/test-store.ts'

test('creates folder and file the first time, and finds them the second', async () => {
  const folder = join(testFolder(), 'not', 'there', 'yet')
  ;(await storeIn(folder)).close()
  const store = await storeIn(folder)
  expect(store.hosts.list()).toEqual([])
})

test('refuses a database of a newer version and leaves every byte of it', async () => {
  const folder = testFolder()
  const database = await openDatabase(databasePath(folder))
  database.exec('CREATE TABLE from_the_future (x); PRAGMA user_version = 99')
  database.close()
  const before = readFileSync(databasePath(folder))
  const opened = await openStore(folder)
  expect(opened).toMatchObject({ ok: false, error: { kind: 'database-newer', version: 99 } })
  if (!opened.ok) expect(explainStoreError(opened.error).message).toContain('schema 99')
  expect(readFileSync(databasePath(folder)).equals(before)).toBe(true)
})

test('refuses a file that is no database, leaves it, and can set it aside for an empty one', async () => {
  const folder = testFolder()
  writeFileSync(databasePath(folder), 'this was a database once\n'.repeat(1000))
  expect(await openStore(folder)).toMatchObject({ ok: false, error: { kind: 'database-damaged' } })
  expect(readFileSync(databasePath(folder), 'utf8')).toContain('once')
  const aside = setDatabaseAside(folder, '2026-11-23T10:00:00.000Z')
  expect(readFileSync(aside, 'utf8')).toContain('once')
  expect((await storeIn(folder)).hosts.list()).toEqual([])
})

test('never replaces what was set aside before', async () => {
  const folder = testFolder()
  writeFileSync(databasePath(folder), 'first')
  setDatabaseAside(folder, 'same')
  writeFileSync(databasePath(folder), 'second')
  expect(() => setDatabaseAside(folder, 'same')).toThrow('there already')
  expect(readdirSync(folder).sort()).toEqual(['vflab.damaged-same.db', 'vflab.db'])
})

test('says where it could not write', async () => {
  const folder = testFolder()
  // A folder where the file should be: what happens for root too, whom no permission stops.
  mkdirSync(databasePath(folder))
  const opened = await openStore(folder)
  expect(opened).toMatchObject({
    ok: false,
    error: { kind: 'database-unreachable', path: databasePath(folder) }
  })
})

test('a migration that fails half way leaves the version before it', async () => {
  const database = await openDatabase(databasePath(testFolder()))
  database.exec('CREATE TABLE plans (x)')
  expect(() => migrate(database)).toThrow('already exists')
  expect(schemaVersionOf(database)).toBe(0)
  expect(database.all('SELECT name FROM sqlite_master')).toEqual([{ name: 'plans' }])
  database.close()
})

/** A second process with its own copy of the driver, as the command line beside the app. */
function inAnotherProcess(script: string, ...args: string[]) {
  const testStore = new URL('../testing/test-store.ts', import.meta.url).href
  const source = `import { storeIn, scanRecord } from '${testStore}'\nconst [folder, who] = process.argv.slice(1)\n${script}`
  return spawn(process.execPath, ['--input-type=module', '-e', source, ...args], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
}

test('two processes write at the same time and lose nothing', async () => {
  const folder = testFolder()
  const script = `
    const store = await storeIn(folder)
    for (let n = 0; n < 50; n++) store.transaction(() => {
      store.hosts.add({ id: who + n, name: who + n, origin: 'import', connection: null, addedAt: 'now' })
      store.captures.save(scanRecord(who + n, 'c' + who + n, '2026-11-01T00:00:00Z'))
    })
    store.close()`
  const children = ['a', 'b'].map((who) => inAnotherProcess(script, folder, who))
  const ends = await Promise.all(children.map((child) => once(child, 'close')))
  expect(ends.map(([status]) => status as number)).toEqual([0, 0])
  expect((await storeIn(folder)).hosts.list()).toHaveLength(100)
})

test('a process killed in the middle of a write leaves everything before it and nothing of it', async () => {
  const folder = testFolder()
  const store = await storeIn(folder)
  store.hosts.add({ id: 'kept', name: 'kept', origin: 'import', connection: null, addedAt: 'now' })
  store.captures.save(scanRecord('kept', 'c1', '2026-11-01T00:00:00Z'))
  store.close()
  const child = inAnotherProcess(
    `const store = await storeIn(folder)
     store.transaction(() => {
       store.hosts.remove('kept')
       for (let n = 0; n < 5000; n++) store.hosts.add({ id: 'x' + n, name: 'x', origin: 'import', connection: null, addedAt: 'now' })
       console.log('in the middle')
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000)
     })`,
    folder
  )
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
  const after = await storeIn(folder)
  expect(after.hosts.list().map((host) => host.id)).toEqual(['kept'])
  expect(after.captures.newest('kept')?.id).toBe('c1')
})

test('an older database keeps its rows when the schema is already current', async () => {
  const folder = testFolder()
  const store = await storeIn(folder)
  store.settings.change({ theme: 'dark' })
  store.close()
  const database = await openDatabase(databasePath(folder))
  expect(schemaVersionOf(database)).toBe(SCHEMA_VERSION)
  database.close()
  expect((await storeIn(folder)).settings.all().theme).toBe('dark')
})

test('tells when another process changed something, and not when this one did', async () => {
  const folder = testFolder()
  const app = await storeIn(folder)
  const commandLine = await storeIn(folder)
  const before = app.foreignChanges()
  app.settings.change({ theme: 'dark' })
  expect(app.foreignChanges()).toBe(before)
  commandLine.settings.change({ theme: 'light' })
  const after = app.foreignChanges()
  expect(after).not.toBe(before)
  expect(app.foreignChanges()).toBe(after)
})

test('a database of another program is told from a damaged one, and is not touched', async () => {
  const folder = testFolder()
  const database = await openDatabase(databasePath(folder))
  database.exec('CREATE TABLE bookmarks (url TEXT)')
  database.close()
  expect(await openStore(folder)).toMatchObject({ ok: false, error: { kind: 'database-foreign' } })
})

test('an empty file where the database was is told as such', async () => {
  const folder = testFolder()
  writeFileSync(databasePath(folder), '')
  utimesSync(databasePath(folder), 0, 0)
  const opened = await openStore(folder)
  expect(opened).toMatchObject({ ok: false, error: { kind: 'database-empty' } })
  if (!opened.ok) expect(canSetAside(opened.error)).toBe(true)
})

test('a page damaged while VF Lab was killed is called damage', async () => {
  const folder = testFolder()
  const store = await storeIn(folder)
  for (let n = 0; n < 200; n++) store.settings.write(`key-${n}`, 'x'.repeat(500))
  store.close()
  const bytes = readFileSync(databasePath(folder))
  bytes.fill(0xa5, 4096 * 4, 4096 * 12)
  writeFileSync(databasePath(folder), bytes)
  // What a killed process leaves beside the file.
  writeFileSync(`${databasePath(folder)}-wal`, '')
  expect(await openStore(folder)).toMatchObject({ ok: false, error: { kind: 'database-damaged' } })
})

test.runIf(process.platform !== 'win32')('folder and files belong to the user alone', async () => {
  const folder = join(testFolder(), 'data')
  mkdirSync(folder, { mode: 0o755 })
  const store = await storeIn(folder)
  const modes = [folder, databasePath(folder), `${databasePath(folder)}-wal`].map(
    (path) => statSync(path).mode & 0o777
  )
  expect(modes).toEqual([0o700, 0o600, 0o600])
  store.close()
})
