import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers/promises'
import ssh2, { type Connection, type ServerChannel, type ServerConfig } from 'ssh2'
import { afterEach, expect, test, vi } from 'vitest'
import { connect, type ConnectRequest } from './connect.ts'
import { isPasswordPrompt } from './credentials.ts'
import { describeHostKey } from './host-key.ts'
import { runCommand } from './run-command.ts'

vi.setConfig({ testTimeout: 30_000 })

const rsaKey = (modulusLength: number): string =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' }
  }).privateKey
const HOST_KEY = rsaKey(2048)
const servers: { close(): unknown }[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))

/** An SSH server that lets anybody in and then does what `behave` says. */
async function hostile(
  behave: (client: Connection) => void,
  timeoutMs = 400,
  config: Partial<ServerConfig> = {}
): Promise<ConnectRequest> {
  const clients = new Set<Connection>()
  const server = new ssh2.Server({ hostKeys: [HOST_KEY], ...config }, (client) => {
    clients.add(client)
    client.on('error', () => undefined)
    client.on('authentication', (context) => context.accept())
    client.on('ready', () => behave(client))
  })
  servers.push({ close: () => (clients.forEach((client) => client.end()), server.close()) })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const parsed = ssh2.utils.parseKey(HOST_KEY)
  if (parsed instanceof Error) throw parsed
  return {
    target: { address: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'root' },
    credentials: { kind: 'password', password: 'hunter2' },
    trust: { keys: [describeHostKey(parsed.getPublicSSH())], revoked: [] },
    timeoutMs
  }
}

async function entered(request: ConnectRequest) {
  const connected = await connect(request)
  if (!connected.ok) throw new Error(JSON.stringify(connected.error))
  return connected.value
}

/** Takes note of every request and answers none. */
const deaf = (client: Connection): void => void client.on('session', () => undefined)

const LIMITS = { stdin: '', outputLimitBytes: 1_000_000, silenceMs: 5_000, deadlineMs: 20_000 }

test('a server that lets one in and never opens a channel is given up', async () => {
  const connection = await entered(await hostile(deaf))
  expect(await runCommand(connection, { command: 'sh -s', ...LIMITS })).toMatchObject({
    ok: false,
    error: { kind: 'silent' }
  })
})

test('cancel works while a server does not answer', async () => {
  const connection = await entered(await hostile(deaf, 20_000))
  const controller = new AbortController()
  const ran = runCommand(connection, { command: 'sh -s', ...LIMITS, signal: controller.signal })
  controller.abort()
  expect(await ran).toEqual({ ok: false, error: { kind: 'cancelled' } })
})

/** Accepts the command and hands its channel to `answer`. */
const answering = (answer: (channel: ServerChannel) => void) => (client: Connection) =>
  client.on('session', (accept) => accept().on('exec', (take) => answer(take())))

test('a server that sends a byte now and then is given up at the deadline', async () => {
  const request = await hostile(
    answering((channel) => {
      channel.on('error', () => undefined)
      void (async () => {
        for await (const _ of every(50)) if (!channel.write('.')) break
      })()
    })
  )
  const ran = runCommand(await entered(request), { command: 'sh -s', ...LIMITS, deadlineMs: 600 })
  expect(await ran).toMatchObject({ ok: false, error: { kind: 'too-slow' } })
})

test('a server that accepts the connection and says nothing is a time-out', async () => {
  const server = createServer(() => undefined)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const request = await hostile(() => undefined)
  expect(await connect({ ...request, target: { ...request.target, port } })).toMatchObject({
    ok: false,
    error: { kind: 'timeout' }
  })
})

test('a key file that is a pipe, a folder or a disk image is refused at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vflab-key-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const image = join(folder, 'image')
  execFileSync('truncate', ['-s', '10G', image])
  const request = await hostile(() => undefined)
  for (const path of [pipe, folder, image, '/dev/zero']) {
    const credentials = { kind: 'key', path, passphrase: null } as const
    expect(await connect({ ...request, credentials })).toMatchObject({
      ok: false,
      error: { kind: 'key-unreadable', path }
    })
  }
})

test.each([
  ['Password: ', true],
  ["root@node-7's password: ", true],
  ['Passwort für root: ', true],
  ['New password: ', false],
  ['One-time password (OATH) for root: ', false],
  ['Verification code: ', false],
  ['Enter your secret: ', false]
])('%s is a question for the password: %s', (prompt, isIt) => {
  expect(isPasswordPrompt({ prompt, echo: false })).toBe(isIt)
})

test('a question whose answer is shown on the screen is not one for the password', () => {
  expect(isPasswordPrompt({ prompt: 'Password: ', echo: true })).toBe(false)
})

test.each([
  ['signatures over SHA-1', { algorithms: { serverHostKey: ['ssh-rsa' as const] } }, 'no-common-algorithm'],
  [
    'MACs over SHA-1',
    { algorithms: { hmac: ['hmac-sha1' as const], cipher: ['aes128-ctr' as const] } },
    'no-common-algorithm'
  ],
  [
    'key exchange over SHA-1',
    { algorithms: { kex: ['diffie-hellman-group14-sha1' as const] } },
    'no-common-algorithm'
  ],
  ['an RSA key of 1024 bits', { hostKeys: [rsaKey(1024)] }, 'host-key-weak']
])('a server with %s is refused, unless this host is allowed to need it', async (_what, config, kind) => {
  const request = await hostile(() => undefined, 10_000, config)
  const unknown: ConnectRequest = { ...request, trust: { keys: [], revoked: [] } }
  expect(await connect(unknown)).toMatchObject({ ok: false, error: { kind } })
  expect(await connect({ ...unknown, allowsLegacy: true })).toMatchObject({
    ok: false,
    error: { kind: 'host-key-unknown' }
  })
})

test('a revoked key is refused even where it is trusted, and any of several trusted keys will do', async () => {
  const request = await hostile(() => undefined, 10_000)
  const [key] = request.trust.keys
  if (!key) throw new Error('the test has no key')
  const other = { algorithm: 'ssh-ed25519', fingerprint: 'SHA256:other' }
  expect(await connect({ ...request, trust: { keys: [key], revoked: [key] } })).toMatchObject({
    ok: false,
    error: { kind: 'host-key-revoked' }
  })
  const several = await connect({ ...request, trust: { keys: [other, key], revoked: [] } })
  expect(several.ok).toBe(true)
  if (several.ok) several.value.close()
})
