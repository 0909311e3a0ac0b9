import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as v from 'valibot'
import { contract, type ChannelName, type Request, type Response } from '#shared/ipc/contract.ts'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { Failure } from '#shared/failure.ts'
import type { Result } from '#shared/result.ts'
import type { Dialogs, Question } from '../dialogs/dialogs.ts'
import { parseCapture } from '#shared/probe/parse-capture.ts'
import { saveCapture } from '../../core/captures/captures.ts'
import { jobRegistry } from '../../core/jobs/job-registry.ts'
import { noKeychain } from '../../core/secrets/keychain.ts'
import { secretBox, secretPlace } from '../../core/secrets/secret-box.ts'
import { hostKeyQuestions } from '../../core/ssh/host-key-questions.ts'
import { SAMPLE_LAB } from '../../core/testing/sample-inventory.ts'
import { testContext } from '../../core/testing/test-lab.ts'
import { allHandlers } from './handlers.ts'

const SSH: HostConnection = {
  address: 'node-7',
  port: 22,
  user: 'ops',
  auth: { kind: 'password' },
  sudo: 'none'
}
const PLAN: Request<'plans.save'>['plan'] = {
  schemaVersion: 1,
  id: 'p1',
  name: 'web',
  notes: '',
  pfs: [],
  vms: [],
  assignments: [],
  vfs: []
}
const folder = (): string => mkdtempSync(join(tmpdir(), 'vflab-handlers-'))
/** A user who closes every dialog. */
const CLOSED: Dialogs = {
  chooseFiles: () => Promise.resolve([]),
  chooseTarget: () => Promise.resolve(null),
  chooseFolder: () => Promise.resolve(null),
  confirm: () => Promise.resolve(false),
  confirmReplace: () => Promise.resolve(false)
}

async function app(dialogs: Partial<Dialogs> = {}) {
  const context = await testContext()
  const secrets = secretBox(context.store.hosts, () => noKeychain)
  const questions = hostKeyQuestions(context)
  const handlers = allHandlers({
    ...context,
    jobs: jobRegistry(context),
    secrets,
    questions,
    reach: () => Promise.reject(new Error('this test reaches no host')),
    dialogs: { ...CLOSED, ...dialogs },
    sampleFolder: SAMPLE_LAB,
    firstStart: Promise.resolve(),
    about: { version: '1', electron: '1', platform: 'linux', dataFolder: '/data' },
    warnings: [],
    onSettings: () => undefined
  })
  const ask = async <C extends ChannelName>(
    channel: C,
    request: Request<C>
  ): Promise<Result<Response<C>, Failure>> =>
    (handlers[channel] as (request: Request<C>) => Promise<Result<Response<C>, Failure>>)(request)
  /** The answer to a request that must succeed. */
  const get = async <C extends ChannelName>(channel: C, request: Request<C>): Promise<Response<C>> => {
    const answer = await ask(channel, request)
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value
  }
  const refusal = async <C extends ChannelName>(channel: C, request: Request<C>): Promise<Failure> => {
    const answer = await ask(channel, request)
    if (answer.ok) throw new Error(`${channel} was answered`)
    return answer.error
  }
  return { ...context, secrets, questions, get, refusal }
}

/** A user who answers every question of the main process alike, and what was asked. */
function answering(answer: boolean) {
  const asked: Question[] = []
  const confirm = (question: Question): Promise<boolean> => {
    asked.push(question)
    return Promise.resolve(answer)
  }
  return { asked, confirm }
}

test('no answer ever holds a secret', async () => {
  const { get, told } = await app()
  const secrets = { password: 'hunter2' }
  const added = await get('hosts.add', { name: '', connection: SSH, secrets })
  await get('hosts.update', { host: added.id, name: 'node', connection: SSH, secrets })
  const everything = [added, await get('hosts.list', undefined), await get('app.info', undefined), told]
  expect(JSON.stringify(everything)).not.toContain('hunter2')
})

test('a host without a name is called by its address; the window is told of every change', async () => {
  const { get, told } = await app()
  const { id } = await get('hosts.add', { name: '', connection: SSH, secrets: {} })
  expect((await get('hosts.list', undefined)).map((host) => host.name)).toEqual(['node-7'])
  await get('hosts.remove', { host: id })
  expect(told.map(({ event }) => event)).toEqual(['lab.changed', 'lab.changed'])
})

test('what was removed meanwhile is an answer, not an exception', async () => {
  const { refusal, get } = await app()
  expect(await refusal('hosts.update', { host: 'h', name: 'n', connection: SSH, secrets: {} })).toMatchObject(
    {
      kind: 'no-such-host'
    }
  )
  expect(await refusal('hosts.remove', { host: 'h' })).toMatchObject({ kind: 'no-such-host' })
  expect(await refusal('plans.remove', { plan: 'p' })).toMatchObject({ kind: 'no-such-plan' })
  expect(await refusal('jobs.cancel', { job: 'j' })).toMatchObject({ kind: 'no-such-job' })
  expect(await refusal('host-keys.answer', { question: 'q', trust: true })).toMatchObject({
    kind: 'no-such-question'
  })
  expect(await refusal('scan.start', { hosts: ['h'] })).toMatchObject({ kind: 'no-such-host' })
  expect(await get('inventory.get', { host: 'h' })).toBeNull()
  expect(await get('plans.get', { plan: 'p' })).toBeNull()
  expect(await get('apply.run', { run: 'r' })).toBeNull()
})

test('the sample lab is added once, can be searched, and goes as a whole', async () => {
  const { get } = await app()
  const first = await get('hosts.add-sample-lab', undefined)
  expect(first.length).toBeGreaterThanOrEqual(5)
  expect(first.every((host) => host.origin === 'sample' && host.facts !== null)).toBe(true)
  expect(await get('hosts.add-sample-lab', undefined)).toHaveLength(first.length)
  const hits = await get('inventory.search', { text: 'lab-a2 01:00.0' })
  expect(hits.map((hit) => [hit.hostName, hit.address])).toContainEqual(['lab-a2', '0000:01:00.0'])
  await get('hosts.remove-sample-lab', undefined)
  expect(await get('hosts.list', undefined)).toEqual([])
})

test('samples cannot be scanned or applied to, and say why', async () => {
  const { get, refusal } = await app()
  const [sample] = await get('hosts.add-sample-lab', undefined)
  const host = sample?.id ?? ''
  await get('plans.save', { plan: PLAN })
  expect(await refusal('scan.start', { hosts: [host] })).toMatchObject({ kind: 'not-reachable' })
  const update = { host, name: 'mine now', connection: SSH, secrets: {} }
  expect(await refusal('hosts.update', update)).toMatchObject({ kind: 'not-reachable' })
  const order = { plan: 'p1', host, action: 'apply', consents: [], insist: false } as const
  expect((await refusal('apply.start', order)).message).toContain('sample lab')
})

test('a capture that was saved can be imported again', async () => {
  const path = join(folder(), 'lab.capture')
  const { get } = await app({
    chooseTarget: () => Promise.resolve(path),
    chooseFiles: () => Promise.resolve([path])
  })
  const samples = await get('hosts.add-sample-lab', undefined)
  const a1 = samples.find((host) => host.name === 'lab-a1')
  expect(await get('hosts.save-capture', { host: a1?.id ?? '' })).toEqual({ path })
  const [imported] = (await get('hosts.import-captures', undefined)) ?? []
  expect(imported).toMatchObject({ origin: 'import', facts: a1?.facts })
  expect(imported?.id).not.toBe(a1?.id)
})

test('a file that is no capture is refused by name, and adds nothing', async () => {
  const path = join(folder(), 'holiday.jpg')
  writeFileSync(path, 'JFIF')
  const { get, refusal } = await app({ chooseFiles: () => Promise.resolve([path]) })
  expect((await refusal('hosts.import-captures', undefined)).message).toContain('holiday.jpg')
  expect(await get('hosts.list', undefined)).toEqual([])
})

test('a bomb of a capture is refused before it fills the memory', async () => {
  const { gzipSync } = await import('node:zlib')
  const path = join(folder(), 'bomb.capture.gz')
  writeFileSync(path, gzipSync(Buffer.alloc(64 * 1024 * 1024)))
  const { refusal } = await app({ chooseFiles: () => Promise.resolve([path]) })
  expect((await refusal('hosts.import-captures', undefined)).kind).toBe('bad-gzip')
})

test('who closes a dialog gets null and no error', async () => {
  const { get } = await app()
  expect(await get('hosts.import-captures', undefined)).toBeNull()
  expect(await get('plans.import-file', undefined)).toBeNull()
  expect(await get('hosts.pick-key', undefined)).toBeNull()
  expect(await get('files.save', { files: [{ name: 'a.sh', content: '', isExecutable: true }] })).toBeNull()
})

test('plans are saved, copied under a new id, and removed', async () => {
  const { get } = await app()
  await get('plans.save', { plan: PLAN })
  const copy = await get('plans.duplicate', { plan: 'p1', name: 'web, again' })
  expect(copy).toMatchObject({ name: 'web, again', notes: '' })
  expect(copy.id).not.toBe('p1')
  expect(await get('plans.get', { plan: 'p1' })).toEqual(PLAN)
  await get('plans.remove', { plan: 'p1' })
  expect((await get('plans.list', undefined)).map((plan) => plan.name)).toEqual(['web, again'])
})

test('a plan file never replaces a plan of the same id', async () => {
  const path = join(folder(), 'plan.json')
  writeFileSync(path, JSON.stringify({ ...PLAN, name: 'from a file' }))
  const { get } = await app({ chooseFiles: () => Promise.resolve([path]) })
  expect((await get('plans.import-file', undefined))?.id).toBe('p1')
  const second = await get('plans.import-file', undefined)
  expect(second?.id).not.toBe('p1')
  expect(await get('plans.list', undefined)).toHaveLength(2)
})

test('a plan file with a hostile value is refused with its place', async () => {
  const path = join(folder(), 'plan.json')
  const vm = { id: 'v', name: '$(reboot)', host: 'h', vcpus: 1, memoryMiB: 1, numaNode: null }
  writeFileSync(path, JSON.stringify({ ...PLAN, vms: [vm] }))
  const { get, refusal } = await app({ chooseFiles: () => Promise.resolve([path]) })
  expect((await refusal('plans.import-file', undefined)).message).toMatch(/plan\.json.*vms\[0\]\.name/)
  expect(await get('plans.list', undefined)).toEqual([])
})

test('scripts are saved executable, and files that are there are replaced only when confirmed', async () => {
  const target = folder()
  const files = [
    { name: 'apply.sh', content: '#!/bin/sh\n', isExecutable: true },
    { name: 'web1.xml', content: '<domain/>', isExecutable: false }
  ]
  let asked: readonly string[] = []
  const { get } = await app({
    chooseFolder: () => Promise.resolve(target),
    confirmReplace: (names) => {
      asked = names
      return Promise.resolve(false)
    }
  })
  expect(await get('files.save', { files })).toEqual({ paths: files.map((file) => join(target, file.name)) })
  expect(statSync(join(target, 'apply.sh')).mode & 0o111).toBe(0o111)
  writeFileSync(join(target, 'web1.xml'), 'mine')
  expect(await get('files.save', { files })).toBeNull()
  expect(asked).toEqual(['apply.sh', 'web1.xml'])
  expect(readFileSync(join(target, 'web1.xml'), 'utf8')).toBe('mine')
})

test('a place that cannot be written to is an error with its name', async () => {
  const { refusal } = await app({ chooseTarget: () => Promise.resolve('/proc/nothing/here.sh') })
  const files = [{ name: 'here.sh', content: '', isExecutable: false }]
  expect(await refusal('files.save', { files })).toMatchObject({ kind: 'file-failed' })
})

test('saved filters of the host list stay, and a name is there once', async () => {
  const { get } = await app()
  const filter = { name: 'Rack 4', text: 'rack-4', state: 'never' as const }
  await get('settings.set', { hostFilters: [filter] })
  expect(await get('settings.get', undefined)).toMatchObject({ hostFilters: [filter], theme: 'system' })
  expect(v.safeParse(contract['settings.set'].request, { hostFilters: [filter, filter] }).success).toBe(false)
})

test('saving a plan tells nobody else, removing one does', async () => {
  const { get, told } = await app()
  await get('plans.save', { plan: PLAN })
  expect(told).toEqual([])
  await get('plans.remove', { plan: 'p1' })
  expect(told.map(({ event }) => event)).toEqual(['plans.changed'])
})

test('settings that are changed stay changed', async () => {
  const { get } = await app()
  expect(await get('settings.set', { theme: 'dark' })).toMatchObject({ theme: 'dark', density: 'compact' })
  expect(await get('settings.get', undefined)).toMatchObject({ theme: 'dark' })
})

test('files for What-if are read as they are; one that cannot be read is an error with its name', async () => {
  const path = join(folder(), 'iperf3.json')
  writeFileSync(path, '{"end": {}}')
  let paths = [path]
  const { get, refusal } = await app({ chooseFiles: () => Promise.resolve(paths) })
  expect(await get('files.open-for-what-if', undefined)).toEqual([
    { name: 'iperf3.json', text: '{"end": {}}' }
  ])
  paths = [path, join(path, 'nowhere.json')]
  expect((await refusal('files.open-for-what-if', undefined)).message).toContain('nowhere.json')
  paths = []
  expect(await get('files.open-for-what-if', undefined)).toBeNull()
})

const PASSWORD = { ...SSH, auth: { kind: 'password' } } as const
const EVIL = { ...PASSWORD, address: 'evil.example' }

test.each([
  ['forgotten when the user says no', false, {}],
  ['kept there when the user says yes', true, { password: 'hunter2' }]
])('a host that the page moves asks about its passwords; they are %s', async (_what, answer, kept) => {
  const { asked, confirm } = answering(answer)
  const { get, secrets } = await app({ confirm })
  const { id } = await get('hosts.add', { name: 'a', connection: PASSWORD, secrets: { password: 'hunter2' } })
  expect(asked).toEqual([])
  await get('hosts.update', { host: id, name: 'a', connection: EVIL, secrets: {} })
  expect(asked.map(({ detail }) => detail).join()).toContain('evil.example')
  expect(secrets.get(id, secretPlace(EVIL, null))).toEqual(kept)
  expect(secrets.get(id, secretPlace(PASSWORD, null))).toEqual({})
})

test('a host that only gets another name asks nothing', async () => {
  const { asked, confirm } = answering(false)
  const { get, secrets } = await app({ confirm })
  const { id } = await get('hosts.add', { name: 'a', connection: PASSWORD, secrets: { password: 'hunter2' } })
  await get('hosts.update', { host: id, name: 'b', connection: PASSWORD, secrets: {} })
  expect(asked).toEqual([])
  expect(secrets.get(id, secretPlace(PASSWORD, null))).toEqual({ password: 'hunter2' })
})

test.each([true, false])('the page cannot trust a host key: the user answers %s', async (answer) => {
  const { asked, confirm } = answering(answer)
  const { get, questions } = await app({ confirm })
  const question = {
    host: 'h',
    hostName: 'lab\u202e-a1\nHost: other',
    address: 'node-7:22',
    algorithm: 'ssh-ed25519'
  }
  const waiting = questions.ask({ ...question, fingerprint: 'SHA256:abc' }, new AbortController().signal)
  await get('host-keys.answer', { question: questions.open()[0]?.id ?? '', trust: true })
  expect(await waiting).toBe(answer)
  expect(asked[0]?.detail).toContain('SHA256:abc')
  // What a host is called cannot add a line of its own, nor turn the text round.
  expect(asked[0]?.detail).toContain('Host: lab -a1 Host: other')
})

test('a key file outside ~/.ssh has to be chosen in a dialog of the system', async () => {
  const path = '/etc/shadow'
  const connection = { ...SSH, auth: { kind: 'key', path } } as const
  const { get, refusal } = await app({ chooseFiles: () => Promise.resolve([path]) })
  expect(await refusal('hosts.add', { name: '', connection, secrets: {} })).toMatchObject({
    kind: 'key-not-chosen'
  })
  await get('hosts.pick-key', undefined)
  expect((await get('hosts.add', { name: '', connection, secrets: {} })).connection?.auth).toEqual({
    kind: 'key',
    path
  })
})

/** An app with a host that was read and the plan `p1`; the id of the host. */
async function readHost(dialogs: Partial<Dialogs>) {
  const running = await app(dialogs)
  const { get, store } = running
  const [sample] = await get('hosts.add-sample-lab', undefined)
  const { id } = await get('hosts.add', { name: 'rack-1', connection: SSH, secrets: {} })
  const capture = store.captures.newest(sample?.id ?? '')?.text ?? ''
  const snapshot = parseCapture(capture)
  if (!snapshot.ok) throw new Error('the sample cannot be read')
  saveCapture({ store, newId: () => 'c-1' }, id, { capture, snapshot: snapshot.value })
  await get('plans.save', { plan: PLAN })
  return { ...running, id }
}

test('an apply that the user does not confirm changes nothing, and cannot be started from the page alone', async () => {
  const { asked, confirm } = answering(false)
  const { get, refusal, id } = await readHost({ confirm })
  for (const action of ['apply', 'rollback'] as const) {
    const request = { plan: 'p1', host: id, action, consents: ['recreate-vfs' as const], insist: false }
    expect(await refusal('apply.start', request)).toMatchObject({ kind: 'not-confirmed' })
  }
  expect(asked.map(({ act }) => act)).toEqual(['Apply', 'Roll back'])
  expect(asked[0]?.message).toContain('rack-1')
  expect(await get('apply.runs', undefined)).toEqual([])
})

test('three orders for one host in the same turn start one', async () => {
  const { refusal, id } = await readHost(answering(true))
  const refusalOf = (request: Request<'apply.start'>): Promise<string> =>
    refusal('apply.start', request).then(
      ({ kind }) => kind,
      () => 'started'
    )
  const order: Request<'apply.start'> = {
    plan: 'p1',
    host: id,
    action: 'verify',
    consents: [],
    insist: false
  }
  const ends = await Promise.all([refusalOf(order), refusalOf(order), refusalOf(order)])
  expect(ends.sort()).toEqual(['busy', 'busy', 'started'])
})
