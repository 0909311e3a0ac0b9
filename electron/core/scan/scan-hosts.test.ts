import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { Job } from '#shared/lab/job.ts'
import { jobRegistry } from '../jobs/job-registry.ts'
import { hostKeyQuestions, type HostKeyQuestions } from '../ssh/host-key-questions.ts'
import { hostReacher, storedTrust } from '../ssh/reach-host.ts'
import type { CoreContext } from '../core-context.ts'
import { sampleCapture } from '../testing/sample-inventory.ts'
import { startCapturedMachine, testContext, type CapturedMachine } from '../testing/test-lab.ts'
import { freePort } from '../testing/test-sshd.ts'
import { scanHosts } from './scan-hosts.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let machine: CapturedMachine
beforeAll(async () => {
  machine = await startCapturedMachine()
})
afterAll(() => machine.sshd.stop())

async function lab() {
  const context = await testContext()
  const questions = hostKeyQuestions(context)
  const jobs = jobRegistry(context)
  const add = (id: string, change: Partial<HostConnection> = {}): void =>
    context.store.hosts.add({
      id,
      name: `name-${id}`,
      origin: 'ssh',
      connection: { ...machine.connection, ...change },
      addedAt: 'now'
    })
  const trust = (): void => {
    const { address, port } = machine.connection
    const key = { algorithm: 'ssh-ed25519', fingerprint: machine.sshd.fingerprint }
    context.store.trustedKeys.trust(address, port, key, 'now')
  }
  const start = (): string => jobs.start(...scanJob(context, questions)).id
  const scan = async (): Promise<Job | undefined> => {
    const id = start()
    await jobs.idle()
    return jobs.list().find((job) => job.id === id)
  }
  return { ...context, questions, jobs, add, trust, start, scan }
}

function scanJob(context: CoreContext, questions: HostKeyQuestions) {
  const hosts = context.store.hosts.list()
  const reach = hostReacher({
    trustOf: storedTrust(context.store.trustedKeys),
    remember: context.store.trustedKeys.trust,
    secretsOf: () => ({}),
    ask: questions.ask,
    timeoutMs: () => 10_000,
    now: context.now
  })
  const start = {
    kind: 'scan',
    title: 'Scan',
    hosts: hosts.map((host) => host.id),
    total: hosts.length
  } as const
  return [start, scanHosts(context, reach, hosts)] as const
}

test('reads a host, stores capture and inventory, and tells the window', async () => {
  const { store, told, add, trust, scan } = await lab()
  machine.show({ sample: 'lab-a2' })
  add('a')
  trust()
  expect(await scan()).toMatchObject({ state: 'done', done: 1, total: 1, message: 'Host read' })
  expect(store.hosts.get('a')).toMatchObject({ lastError: null, facts: { pfs: 2, vfs: 0 } })
  expect(store.captures.inventory('a')?.inventory.id).toBe('a')
  expect(store.captures.newest('a')?.text).toMatch(/^vf-lab-capture 1\n/)
  expect(told.filter(({ event }) => event === 'lab.changed')).toEqual([
    { event: 'lab.changed', payload: { hosts: ['a'] } }
  ])
})

test('a greeting of the login shell does no harm', async () => {
  const { store, add, trust, scan } = await lab()
  const text = sampleCapture('lab-a2')
  machine.show({ text: `Welcome to the lab!\n${text.slice(text.indexOf('\n\n') + 2)}` })
  add('a')
  trust()
  expect((await scan())?.state).toBe('done')
  expect(store.hosts.get('a')?.facts).toMatchObject({ pfs: 2 })
})

test('a host that cannot be read keeps what was known, and does not hold up the others', async () => {
  const { store, add, trust, scan } = await lab()
  machine.show({ sample: 'lab-a2' })
  trust()
  add('good')
  add('down')
  await scan()
  const before = store.captures.newest('down')
  store.hosts.update('down', { name: 'down', connection: { ...machine.connection, port: await freePort() } })
  expect(await scan()).toMatchObject({
    state: 'failed',
    done: 2,
    error: { kind: 'some-hosts-failed', message: '1 of 2 hosts could not be read: down' }
  })
  expect(store.hosts.get('down')).toMatchObject({ lastError: { kind: 'refused' }, facts: { pfs: 2 } })
  expect(store.captures.newest('down')).toEqual(before)
  expect(store.captures.list('good')).toHaveLength(2)
})

test.each([
  ['output that is cut off', { text: sampleCapture('lab-a2').slice(0, 9000) }, /ends in section/],
  [
    'a login message instead of the probe',
    { text: 'This account is not available.\n' },
    /not available.* probe/
  ],
  ['nothing', { text: '' }, /status/]
])('%s is an error of the host, and no empty inventory', async (_what, shown, message) => {
  const { store, add, trust, scan } = await lab()
  machine.show(shown)
  add('a')
  trust()
  expect((await scan())?.state).toBe('failed')
  expect(store.hosts.get('a')?.lastError?.message).toMatch(message)
  expect(store.captures.inventory('a')).toBeNull()
})

test('asks about a new key, and goes on when it is trusted', async () => {
  const { store, questions, jobs, add, start } = await lab()
  machine.show({ sample: 'lab-a2' })
  add('a')
  const id = start()
  await vi.waitFor(() => expect(questions.open()).toHaveLength(1), 10_000)
  const [question] = questions.open()
  expect(question).toMatchObject({
    host: 'a',
    hostName: 'name-a',
    fingerprint: machine.sshd.fingerprint,
    known: null
  })
  questions.answer(question?.id ?? '', true)
  await jobs.idle()
  expect(jobs.list().find((job) => job.id === id)?.state).toBe('done')
  expect(store.hosts.get('a')?.hostKey).toBe(machine.sshd.fingerprint)
})

test('a key that is not trusted stores nothing', async () => {
  const { store, questions, jobs, add, start } = await lab()
  add('a')
  start()
  await vi.waitFor(() => expect(questions.open()).toHaveLength(1), 10_000)
  questions.answer(questions.open()[0]?.id ?? '', false)
  await jobs.idle()
  expect(store.hosts.get('a')).toMatchObject({
    hostKey: null,
    facts: null,
    lastError: { kind: 'host-key-unknown' }
  })
})

test('a changed key is refused without a question', async () => {
  const { store, questions, add, scan } = await lab()
  add('a')
  const { address, port } = machine.connection
  store.trustedKeys.trust(address, port, { algorithm: 'ssh-ed25519', fingerprint: 'SHA256:before' }, 'now')
  expect(await scan()).toMatchObject({ state: 'failed', error: { kind: 'host-key-changed' } })
  expect(questions.open()).toEqual([])
  expect(store.trustedKeys.get(address, port)?.fingerprint).toBe('SHA256:before')
})

test('cancel takes the question back and leaves no error behind', async () => {
  const { store, questions, jobs, add, start } = await lab()
  add('a')
  const id = start()
  await vi.waitFor(() => expect(questions.open()).toHaveLength(1), 10_000)
  jobs.cancel(id)
  await jobs.idle()
  expect(questions.open()).toEqual([])
  expect(jobs.list()[0]).toMatchObject({ state: 'cancelled', error: null })
  expect(store.hosts.get('a')?.lastError).toBeNull()
})

test('reads twenty hosts with four at a time', async () => {
  const { store, add, trust, scan } = await lab()
  machine.show({ sample: 'lab-a2' })
  store.settings.change({ parallelScans: 4 })
  trust()
  for (let n = 0; n < 20; n++) add(`h${n}`)
  expect(await scan()).toMatchObject({ state: 'done', done: 20, message: '20 hosts read' })
  expect(store.hosts.list().filter((host) => host.facts === null)).toEqual([])
})
