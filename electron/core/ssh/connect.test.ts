import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type ConnectRequest } from './connect.ts'
import { agentSocket } from './credentials.ts'
import { explainSshError } from './ssh-error.ts'
import { freePort, startSshd, type TestSshd } from '../testing/test-sshd.ts'

let sshd: TestSshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(() => sshd.stop())

const request = (changes: Partial<ConnectRequest> = {}): ConnectRequest => ({
  target: sshd.target,
  credentials: { kind: 'key', path: sshd.key, passphrase: null },
  trust: { keys: [{ algorithm: 'ssh-ed25519', fingerprint: sshd.fingerprint }], revoked: [] },
  timeoutMs: 10_000,
  ...changes
})
/** The error of a connection that must not come about. */
async function failure(changes: Partial<ConnectRequest>) {
  const result = await connect(request(changes))
  if (result.ok) {
    result.value.close()
    throw new Error('connected')
  }
  return result.error
}

test('logs in with a key where the host key is the trusted one', async () => {
  const result = await connect(request())
  expect(result.ok).toBe(true)
  if (result.ok) result.value.close()
})

test('logs in with an encrypted key and its passphrase', async () => {
  const credentials = { kind: 'key', path: sshd.encryptedKey, passphrase: 'open sesame' } as const
  const result = await connect(request({ credentials }))
  expect(result.ok).toBe(true)
  if (result.ok) result.value.close()
})

test('logs in with a key of the agent', async () => {
  const socket = join(sshd.folder, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(agent.stdout, 'data')
    const env = { ...process.env, SSH_AUTH_SOCK: socket }
    const empty = await failure({ credentials: { kind: 'agent', socket } })
    expect(empty).toEqual({ kind: 'auth-failed', method: 'agent' })
    execFileSync('ssh-add', ['-q', sshd.key], { env })
    const result = await connect(request({ credentials: { kind: 'agent', socket } }))
    expect(result.ok).toBe(true)
    if (result.ok) result.value.close()
  } finally {
    agent.kill()
  }
})

test('says that there is no agent, or that it does not answer', async () => {
  expect(await failure({ credentials: { kind: 'agent', socket: undefined } })).toEqual({ kind: 'no-agent' })
  const socket = join(sshd.folder, 'nobody-here')
  expect(await failure({ credentials: { kind: 'agent', socket } })).toMatchObject({ kind: 'agent-failed' })
})

test('finds the agent of the platform', () => {
  expect(agentSocket({ SSH_AUTH_SOCK: '/run/agent' }, 'linux')).toBe('/run/agent')
  expect(agentSocket({}, 'linux')).toBeUndefined()
  expect(agentSocket({}, 'win32')).toContain('openssh-ssh-agent')
})

test('on first contact tells the fingerprint that ssh-keygen prints and goes no further', async () => {
  const error = await failure({ trust: { keys: [], revoked: [] } })
  expect(error).toEqual({ kind: 'host-key-unknown', algorithm: 'ssh-ed25519', fingerprint: sshd.fingerprint })
})

test('refuses a changed host key and names both fingerprints', async () => {
  const error = await failure({
    trust: { keys: [{ algorithm: 'ssh-ed25519', fingerprint: 'SHA256:before' }], revoked: [] }
  })
  expect(error).toEqual({
    kind: 'host-key-changed',
    algorithm: 'ssh-ed25519',
    fingerprint: sshd.fingerprint,
    known: 'SHA256:before'
  })
  const { message, fix } = explainSshError(error, sshd.target)
  expect(message).toContain(sshd.fingerprint)
  expect(message).toContain('SHA256:before')
  expect(fix).toContain('forget its key')
})

test('does not take a trusted RSA key for a changed one when the server has no RSA key', async () => {
  // The preference moves other kinds back, it does not remove them: what is shown is what is compared.
  expect(
    await failure({ trust: { keys: [{ algorithm: 'ssh-rsa', fingerprint: 'SHA256:rsa' }], revoked: [] } })
  ).toMatchObject({
    kind: 'host-key-changed',
    algorithm: 'ssh-ed25519'
  })
})

interface BadKey {
  readonly what: string
  readonly path: (sshd: TestSshd) => string
  readonly passphrase?: string
  readonly expected: object
}
const badKeys: readonly BadKey[] = [
  {
    what: 'a key the host does not know',
    path: (sshd) => sshd.strangerKey,
    expected: { kind: 'auth-failed', method: 'key' }
  },
  {
    what: 'an encrypted key without passphrase',
    path: (sshd) => sshd.encryptedKey,
    expected: { kind: 'key-needs-passphrase' }
  },
  {
    what: 'an encrypted key with another passphrase',
    path: (sshd) => sshd.encryptedKey,
    passphrase: 'sesame',
    expected: { kind: 'key-wrong-passphrase' }
  },
  { what: 'a public key', path: (sshd) => `${sshd.key}.pub`, expected: { kind: 'key-unreadable' } },
  {
    what: 'a file that is not there',
    path: () => '/nonexistent/key',
    expected: { kind: 'key-unreadable', path: '/nonexistent/key' }
  },
  {
    what: 'a file that is no key',
    path: (sshd) => join(sshd.folder, 'config'),
    expected: { kind: 'key-unreadable' }
  }
]

test.each(badKeys)('refuses $what', async ({ path, passphrase, expected }) => {
  const credentials = { kind: 'key', path: path(sshd), passphrase: passphrase ?? null } as const
  expect(await failure({ credentials })).toMatchObject(expected)
})

test('asks for the password it was not given, and says when the server takes none', async () => {
  expect(await failure({ credentials: { kind: 'password', password: null } })).toEqual({
    kind: 'no-password'
  })
  expect(await failure({ credentials: { kind: 'password', password: 'guess' } })).toEqual({
    kind: 'auth-failed',
    method: 'password'
  })
})

test('says that nobody listens', async () => {
  const port = await freePort()
  expect(await failure({ target: { ...sshd.target, port } })).toEqual({ kind: 'refused' })
})

test('says that a name has no address', async () => {
  const target = { ...sshd.target, address: 'no-such-host.invalid' }
  expect(await failure({ target })).toEqual({ kind: 'unknown-host' })
})

test('gives up on a server that does not speak', async () => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const error = await failure({ target: { ...sshd.target, port }, timeoutMs: 600 })
  silent.close()
  expect(error).toEqual({ kind: 'timeout', seconds: 1 })
})

test('says that a web server is no SSH server', async () => {
  const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
  await once(web, 'listening')
  const { port } = web.address() as { port: number }
  const error = await failure({ target: { ...sshd.target, port }, timeoutMs: 2000 })
  web.close()
  expect(['not-ssh', 'connection-lost']).toContain(error.kind)
})

test('a connection can be cancelled before and while it is made', async () => {
  expect(await failure({ signal: AbortSignal.abort() })).toEqual({ kind: 'cancelled' })
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as { port: number }
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 100)
  expect(await failure({ target: { ...sshd.target, port }, signal: controller.signal })).toEqual({
    kind: 'cancelled'
  })
  silent.close()
})

test('no message holds a secret', async () => {
  const error = await failure({ credentials: { kind: 'password', password: 'hunter2' } })
  expect(JSON.stringify([error, explainSshError(error, sshd.target)])).not.toContain('hunter2')
})
