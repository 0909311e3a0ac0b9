import { expect, test } from 'vitest'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { ApplyRun } from '#shared/lab/run.ts'
import type { Plan } from '#shared/plan/types.ts'
import { DEFAULT_SETTINGS } from '#shared/lab/settings.ts'
import { CAPTURES_KEPT } from './capture-table.ts'
import { openDatabase } from './database.ts'
import { databasePath } from './open-store.ts'
import type { ProcessMark } from '../process-mark.ts'
import { scanRecord, storeIn, testFolder } from '../testing/test-store.ts'

const SSH: HostConnection = {
  address: 'Node-7.lab',
  port: 22,
  user: 'root',
  auth: { kind: 'agent' },
  sudo: 'none'
}
const host = (id: string, name: string) => ({
  id,
  name,
  origin: 'ssh' as const,
  connection: SSH,
  addedAt: '2026-11-23T10:00:00.000Z'
})
const empty: Plan = {
  schemaVersion: 1,
  id: 'p1',
  name: 'web',
  notes: '',
  pfs: [],
  vms: [],
  assignments: [],
  vfs: []
}

test('keeps a host over a restart, in order of name without regard to case', async () => {
  const folder = testFolder()
  const first = await storeIn(folder)
  first.hosts.add(host('b', 'rack-2'))
  first.hosts.add(host('a', 'Rack-1'))
  first.close()
  const second = await storeIn(folder)
  expect(second.hosts.list().map((each) => each.name)).toEqual(['Rack-1', 'rack-2'])
  expect(second.hosts.get('a')).toEqual({
    id: 'a',
    name: 'Rack-1',
    origin: 'ssh',
    connection: SSH,
    hostKey: null,
    scannedAt: null,
    lastError: null,
    facts: null,
    halfWay: null
  })
  second.close()
})

test('shows the trusted key of the address, not of the name', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'node-7'))
  store.trustedKeys.trust(
    'node-7.LAB',
    22,
    { algorithm: 'ssh-ed25519', fingerprint: 'SHA256:abc' },
    '2026-11-23'
  )
  expect(store.hosts.get('a')?.hostKey).toBe('SHA256:abc')
  store.hosts.update('a', { name: 'moved', connection: { ...SSH, address: 'node-8.lab' } })
  expect(store.hosts.get('a')?.hostKey).toBeNull()
  expect(store.trustedKeys.get('node-7.lab', 2222)).toBeNull()
  expect(store.trustedKeys.forget('node-7.lab', 22)).toBe(true)
  expect(store.trustedKeys.get('node-7.lab', 22)).toBeNull()
})

test('keeps the newest captures of each host and drops the rest', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  store.hosts.add(host('b', 'b'))
  store.captures.save(scanRecord('b', 'other', '2026-01-01T00:00:00Z'))
  for (let n = 0; n < CAPTURES_KEPT + 5; n++) {
    store.captures.save(scanRecord('a', `c${n}`, `2026-11-01T00:00:${String(n).padStart(2, '0')}Z`))
  }
  const kept = store.captures.list('a')
  expect(kept).toHaveLength(CAPTURES_KEPT)
  expect(kept[0]).toEqual({ id: 'c24', host: 'a', takenAt: '2026-11-01T00:00:24Z', bytes: 11 })
  expect(store.captures.newest('a')).toMatchObject({ id: 'c24', text: 'capture c24' })
  expect(store.captures.list('b')).toHaveLength(1)
})

test('gives back a capture of several megabytes and its inventory unchanged', async () => {
  const folder = testFolder()
  const text = Array.from({ length: 100_000 }, (_, n) => `line ${n} – ünïcode`).join('\n')
  const record = scanRecord('a', 'c1', '2026-11-01T00:00:00Z', text)
  const first = await storeIn(folder)
  first.hosts.add(host('a', 'a'))
  first.captures.save(record)
  first.close()
  const second = await storeIn(folder)
  expect(second.captures.newest('a')?.text).toBe(text)
  expect(second.captures.inventory('a')).toEqual({ builder: 1, inventory: record.inventory })
  expect(second.hosts.get('a')).toMatchObject({ scannedAt: '2026-11-01T00:00:00Z', facts: record.facts })
})

test('a failed scan leaves the capture where it is, and the next good one clears the error', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  store.captures.save(scanRecord('a', 'c1', '2026-11-01T00:00:00Z'))
  store.hosts.setLastError('a', { kind: 'timeout', message: 'no answer', fix: '' })
  expect(store.hosts.get('a')).toMatchObject({
    scannedAt: '2026-11-01T00:00:00Z',
    lastError: { kind: 'timeout' }
  })
  expect(store.captures.newest('a')?.id).toBe('c1')
  store.captures.save(scanRecord('a', 'c2', '2026-11-02T00:00:00Z'))
  expect(store.hosts.get('a')?.lastError).toBeNull()
})

test('a scan that cannot be stored as a whole is not stored at all', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  store.captures.save(scanRecord('a', 'c1', '2026-11-01T00:00:00Z'))
  const broken = {
    ...scanRecord('a', 'c2', '2026-11-02T00:00:00Z'),
    haystack: undefined as unknown as string
  }
  expect(() => store.captures.save(broken)).toThrow()
  expect(store.captures.list('a').map((each) => each.id)).toEqual(['c1'])
  expect(store.captures.inventory('a')?.inventory.takenAt).toBe('2026-11-01T00:00:00Z')
})

test('finds the hosts that have every word, in host names too, and takes no wildcard', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('b', 'Rack-2'))
  store.hosts.add(host('a', 'rack-1'))
  const haystack = '0000:3b:00.0\nethernet controller e810\nice\n82576 100%'
  store.captures.save({ ...scanRecord('a', 'c1', '2026-11-01T00:00:00Z'), haystack })
  store.captures.save({ ...scanRecord('b', 'c2', '2026-11-01T00:00:00Z'), haystack })
  expect(store.captures.hostsWith(['e810', '3b:00'])).toEqual(['a', 'b'])
  expect(store.captures.hostsWith(['rack-2', 'ice'])).toEqual(['b'])
  expect(store.captures.hostsWith(['100%', 'ra'])).toEqual(['a', 'b'])
  expect(store.captures.hostsWith(["'; drop table hosts; --"])).toEqual([])
  expect(store.captures.hostsWith(['%e'])).toEqual([])
  store.captures.save({ ...scanRecord('a', 'c3', '2026-11-02T00:00:00Z'), haystack: '' })
  expect(store.captures.hostsWith(['e810'])).toEqual(['b'])
})

test('removing a host removes its captures, inventory and secrets, and keeps its audit', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  store.captures.save(scanRecord('a', 'c1', '2026-11-01T00:00:00Z'))
  store.hosts.setSecrets('a', Buffer.from([1, 2, 3]))
  const run = {
    id: 'r1',
    host: 'a',
    hostName: 'a',
    planId: 'p1',
    planName: 'web',
    action: 'apply' as const,
    startedAt: '2026-11-01T00:00:00Z',
    endedAt: null,
    outcome: 'running' as const,
    log: ''
  }
  store.runs.claim(run, { pid: 1, started: null }, () => true)
  expect(store.hosts.remove('a')).toBe(true)
  expect(store.hosts.remove('a')).toBe(false)
  expect(store.hosts.secrets('a')).toBeNull()
  expect(store.captures.inventory('a')).toBeNull()
  expect(store.captures.list('a')).toEqual([])
  expect(store.runs.list()).toEqual([run])
})

test('gives secrets back byte for byte', async () => {
  const folder = testFolder()
  const sealed = Buffer.from(Array.from({ length: 256 }, (_, n) => n))
  const first = await storeIn(folder)
  first.hosts.add(host('a', 'a'))
  first.hosts.setSecrets('a', sealed)
  first.close()
  expect((await storeIn(folder)).hosts.secrets('a')).toEqual(sealed)
})

test('keeps plans, newest change first', async () => {
  const store = await storeIn(testFolder())
  expect(store.plans.save(empty, '2026-11-01T00:00:00Z')).toEqual({
    id: 'p1',
    name: 'web',
    updatedAt: '2026-11-01T00:00:00Z',
    vms: 0,
    assignments: 0,
    hosts: []
  })
  store.plans.save({ ...empty, id: 'p2' }, '2026-11-02T00:00:00Z')
  store.plans.save({ ...empty, name: 'web, again' }, '2026-11-03T00:00:00Z')
  expect(store.plans.list().map((plan) => plan.name)).toEqual(['web, again', 'web'])
  expect(store.plans.remove('p1')).toBe(true)
  expect(store.plans.get('p1')).toBeNull()
})

const run = (id: string, changes: Partial<ApplyRun> = {}): ApplyRun => ({
  id,
  host: 'a',
  hostName: 'a',
  planId: 'p',
  planName: 'web',
  action: 'apply',
  startedAt: `2026-11-01T00:00:0${id}Z`,
  endedAt: null,
  outcome: 'running',
  log: '',
  ...changes
})
const process = (pid: number): ProcessMark => ({ pid, started: null })
const alive = (): boolean => true

test('ends the runs of processes that are gone, and no others', async () => {
  const store = await storeIn(testFolder())
  store.runs.claim(run('1'), process(100), alive)
  store.runs.append('1', 'step 1/3\n')
  store.runs.claim(run('2', { host: 'b' }), process(200), alive)
  store.runs.claim(run('3', { host: 'c', action: 'verify' }), process(100), alive)
  expect(store.runs.endOrphans(({ pid }) => pid === 200, '2026-11-02T00:00:00Z')).toBe(2)
  expect(store.runs.list().map((each) => each.outcome)).toEqual(['failed', 'running', 'half-way'])
  expect(store.runs.get('1')?.log).toMatch(/^step 1\/3\nVF Lab ended during this run/)
})

test('a host is worked on by one run at a time, and is free again when that process is gone', async () => {
  const folder = testFolder()
  const [window, commandLine] = [await storeIn(folder), await storeIn(folder)]
  expect(window.runs.claim(run('1'), process(100), alive).ok).toBe(true)
  expect(commandLine.runs.claim(run('2'), process(200), alive)).toMatchObject({
    ok: false,
    error: { id: '1', action: 'apply', planName: 'web' }
  })
  expect(commandLine.runs.claim(run('3', { host: 'b' }), process(200), alive).ok).toBe(true)
  expect(commandLine.runs.claim(run('4'), process(200), ({ pid }) => pid !== 100).ok).toBe(true)
  expect(window.runs.get('1')?.outcome).toBe('half-way')
})

test('a host that was left half way says so until a run comes to its end', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  const finished = (id: string, outcome: ApplyRun['outcome'], changes: Partial<ApplyRun> = {}) => {
    store.runs.claim(run(id, changes), process(1), alive)
    store.runs.end(id, outcome, '2026-11-02T00:00:00Z')
    return store.hosts.get('a')?.halfWay ?? null
  }
  expect(finished('1', 'half-way')).toMatchObject({ run: '1', action: 'apply', planName: 'web' })
  expect(finished('2', 'failed')).toMatchObject({ run: '1' })
  expect(finished('3', 'dry-run', { action: 'dry-run' })).toMatchObject({ run: '1' })
  expect(finished('4', 'rolled-back', { action: 'rollback' })).toBeNull()
})

test('settings start with their defaults and change one by one', async () => {
  const folder = testFolder()
  const store = await storeIn(folder)
  expect(store.settings.all().theme).toBe('system')
  store.settings.change({ theme: 'dark' })
  store.close()
  const again = await storeIn(folder)
  expect(again.settings.all()).toMatchObject({ theme: 'dark', parallelScans: 8 })
})

test.each([
  ['a theme of a newer version', 'theme', '"sepia"'],
  ['a value that is no JSON', 'theme', '{'],
  ['a number out of range', 'parallelScans', '1e9'],
  ['filters of another form', 'hostFilters', '[{"name":1}]']
])('%s has its default, and takes no other setting with it', async (_what, key, value) => {
  const folder = testFolder()
  const store = await storeIn(folder)
  store.settings.change({ density: 'comfortable', connectTimeoutSeconds: 33 })
  const database = await openDatabase(databasePath(folder))
  database.run('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)', key, value)
  database.close()
  expect(store.settings.all()).toEqual({
    ...DEFAULT_SETTINGS,
    density: 'comfortable',
    connectTimeoutSeconds: 33
  })
})

test.each(['{', '"text"', '{"address":"h","port":0}', '[1]', ''])(
  'a connection stored as %s concerns its host only',
  async (connection) => {
    const folder = testFolder()
    const store = await storeIn(folder)
    store.hosts.add(host('a', 'a'))
    store.hosts.add(host('b', 'b'))
    const database = await openDatabase(databasePath(folder))
    database.run("UPDATE hosts SET connection = ?, facts = '{', last_error = '[]' WHERE id = 'a'", connection)
    database.close()
    const [damaged, whole] = store.hosts.list()
    expect(damaged).toMatchObject({
      connection: null,
      facts: null,
      lastError: { kind: 'connection-damaged' }
    })
    expect(whole).toMatchObject({ connection: SSH, lastError: null })
  }
)

test('a plan whose summary is damaged is still listed, and a damaged capture is no text', async () => {
  const folder = testFolder()
  const store = await storeIn(folder)
  store.plans.save(empty, '2026-11-01T00:00:00Z')
  store.hosts.add(host('a', 'a'))
  store.captures.save(scanRecord('a', 'c1', '2026-11-01T00:00:00Z'))
  const database = await openDatabase(databasePath(folder))
  database.exec(
    "UPDATE plans SET summary = '{'; UPDATE captures SET text = x'00'; UPDATE inventories SET json = x'01'"
  )
  database.close()
  expect(store.plans.list()).toMatchObject([{ id: 'p1', name: 'Plan that cannot be read' }])
  expect(store.captures.newest('a')).toEqual({ id: 'c1', takenAt: '2026-11-01T00:00:00Z', text: null })
  expect(store.captures.inventory('a')).toBeNull()
})

test('finds the host that is reached at a place, whatever the case of its name', async () => {
  const store = await storeIn(testFolder())
  store.hosts.add(host('a', 'a'))
  expect(store.hosts.at({ ...SSH, address: 'NODE-7.LAB' })?.id).toBe('a')
  expect(store.hosts.at({ ...SSH, port: 2222 })).toBeNull()
  expect(store.hosts.at({ ...SSH, user: 'ops' })).toBeNull()
  expect(store.hosts.at(null)).toBeNull()
})
