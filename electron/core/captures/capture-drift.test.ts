import { expect, test } from 'vitest'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { explainDrift } from '#shared/inventory/drift.ts'
import { sampleCapture } from '../testing/sample-inventory.ts'
import { testContext } from '../testing/test-lab.ts'
import { captureDrift } from './capture-drift.ts'
import { saveCapture } from './captures.ts'

/** A lab with one host, and a way to store another reading of it. */
async function lab() {
  const context = await testContext()
  const { store } = context
  store.hosts.add({ id: 'a2', name: 'a2', origin: 'ssh', connection: null, addedAt: 'now' })
  let readings = 0
  const read = (edit: (text: string) => string = (text) => text): string => {
    const text = edit(sampleCapture('lab-a2')).replace(
      /taken-at .*/,
      `taken-at 2026-11-0${++readings}T08:00:00Z`
    )
    const snapshot = parseCapture(text)
    if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.error))
    saveCapture(context, 'a2', { capture: text, snapshot: snapshot.value })
    return store.captures.list('a2')[0]?.id ?? ''
  }
  const changes = (since: string | null): readonly string[] | null => {
    const drift = captureDrift(context, 'a2', since)
    if (!drift.ok) throw new Error(drift.error.message)
    return drift.value?.drifts.map(explainDrift) ?? null
  }
  return { context, read, changes }
}
const kernel = (release: string) => (text: string) => text.replaceAll('6.1.0-56-amd64', release)

test('a host that was read once, or never, has nothing to be compared with', async () => {
  const { read, changes } = await lab()
  expect(changes(null)).toBeNull()
  read()
  expect(changes(null)).toBeNull()
})

test('compares the last two stored readings, whoever took them and when', async () => {
  const { read, changes } = await lab()
  read()
  read(kernel('6.1.0-99-amd64'))
  expect(changes(null)).toEqual(['kernel: 6.1.0-56-amd64 -> 6.1.0-99-amd64'])
  read(kernel('6.1.0-99-amd64'))
  expect(changes(null)).toEqual([])
})

test('tells drift again that a verify has read, until the host is read for itself', async () => {
  const { context, read, changes } = await lab()
  const { runs } = context.store
  const drift = ['kernel: 6.1.0-56-amd64 -> 6.1.0-99-amd64']
  read()
  for (const day of [2, 3]) {
    const id = `verify-${day}`
    const run = { id, host: 'a2', hostName: 'a2', planId: 'p', planName: 'p', action: 'verify' } as const
    const begun = { ...run, startedAt: `2026-11-0${day}T07:59:00Z`, endedAt: null, log: '' }
    expect(runs.claim({ ...begun, outcome: 'running' }, { pid: 1, started: null }, () => true).ok).toBe(true)
    read(kernel('6.1.0-99-amd64'))
    runs.end(id, 'differs', `2026-11-0${day}T08:00:09Z`)
    expect(changes(null)).toEqual(drift)
  }
  read(kernel('6.1.0-99-amd64'))
  expect(changes(null)).toEqual(drift)
  read(kernel('6.1.0-99-amd64'))
  expect(changes(null)).toEqual([])
})

test('compares the newest with any earlier reading', async () => {
  const { read, changes } = await lab()
  const first = read()
  const second = read(kernel('6.1.0-99-amd64'))
  read()
  expect(changes(first)).toEqual([])
  expect(changes(second)).toEqual(['kernel: 6.1.0-99-amd64 -> 6.1.0-56-amd64'])
})

test('a capture that was dropped meanwhile, or belongs to another host, is an error', async () => {
  const { context, read } = await lab()
  read()
  expect(captureDrift(context, 'a2', 'gone')).toMatchObject({
    ok: false,
    error: { kind: 'no-such-capture' }
  })
})

test('a stored capture that cannot be read is an error that says which', async () => {
  const { context, read } = await lab()
  read()
  read()
  const [newest] = context.store.captures.list('a2')
  const inventory = context.store.captures.inventory('a2')?.inventory
  if (!newest || !inventory) throw new Error('nothing was stored')
  const facts = context.store.hosts.get('a2')?.facts
  if (!facts) throw new Error('no facts')
  const later = { ...inventory, takenAt: '2026-12-01T08:00:00Z' }
  context.store.captures.save({
    id: 'damaged',
    host: 'a2',
    text: 'nonsense',
    inventory: later,
    builder: 1,
    facts,
    haystack: ''
  })
  const drift = captureDrift(context, 'a2', null)
  expect(drift.ok ? '' : drift.error.message).toContain('2026-12-01T08:00:00Z')
})
