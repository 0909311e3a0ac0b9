import type { Client, ClientChannel, ConnectConfig } from 'ssh2'
import { err, ok, type Result } from '#shared/result.ts'
import type { TrustedKey } from '../store/trusted-key-table.ts'
import { loginMethods, ssh2, type SshCredentials } from './credentials.ts'
import { algorithmsFor, describeHostKey, LEAST_RSA_BITS, rsaBits, type HostTrust } from './host-key.ts'
import type { SshError, SshPlace } from './ssh-error.ts'

/** What it takes to connect. */
export interface ConnectRequest {
  readonly target: SshPlace
  readonly credentials: SshCredentials
  /**
   * The keys that were confirmed or revoked. Without a confirmed one the connection ends with `host-key-unknown` before
   * anything secret is sent, so that the user has all the time there is to compare fingerprints.
   */
  readonly trust: HostTrust
  /** Whether SHA-1 and short RSA keys may be used with this host. */
  readonly allowsLegacy?: boolean
  /** For everything until the user is let in. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** An open connection. */
export interface SshConnection {
  readonly target: SshPlace
  /** Opens a channel that runs `command`. A host that does not answer the request within the time to connect is lost. */
  exec(command: string, signal?: AbortSignal): Promise<Result<ClientChannel, SshError>>
  /** Why the connection broke; null while it has not. */
  lost(): SshError | null
  /** Ends it now, with everything that runs in it. */
  close(): void
}

/** ssh2 reports a timeout of its own first, with more to say. */
const GRACE_MS = 500
const KEEPALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 } as const

/** Connects, checks the host key against `trust`, logs in. */
export async function connect(request: ConnectRequest): Promise<Result<SshConnection, SshError>> {
  const { target, trust, signal, timeoutMs, allowsLegacy = false } = request
  if (signal?.aborted) return err({ kind: 'cancelled' })
  const login = await loginMethods(target.user, request.credentials, signal)
  if (!login.ok) return login
  if (signal?.aborted) return err({ kind: 'cancelled' })
  const { Client } = await ssh2()
  const client = new Client()
  let refusedKey: SshError | null = null
  const config: ConnectConfig = {
    ...KEEPALIVE,
    authHandler: login.value,
    host: target.address,
    port: target.port,
    username: target.user,
    readyTimeout: timeoutMs,
    algorithms: algorithmsFor(trust.keys, allowsLegacy),
    hostVerifier: (blob: Buffer) => {
      refusedKey = refusalOf(blob, trust, allowsLegacy)
      return refusedKey === null
    }
  }
  return new Promise((resolve) => {
    let broken: SshError | null = null
    const settle = (result: Result<SshConnection, SshError>): void => {
      signal?.removeEventListener('abort', cancel)
      clearTimeout(deadline)
      if (!result.ok) client.destroy()
      resolve(result)
    }
    const cancel = (): void => settle(err({ kind: 'cancelled' }))
    // ssh2's readyTimeout leaves out what comes before the socket, such as a resolver that does not answer.
    const deadline = setTimeout(
      () => settle(err({ kind: 'timeout', seconds: Math.round(timeoutMs / 1000) })),
      timeoutMs + GRACE_MS
    )
    signal?.addEventListener('abort', cancel, { once: true })
    client.once('ready', () => settle(ok(connection(client, request, () => broken))))
    // Stays: after the connection is open, an error without a listener would end the process.
    client.on('error', (error: Ssh2Error) => {
      broken = refusedKey ?? classify(error, request)
      settle(err(broken))
    })
    client.once('close', () => {
      broken ??= refusedKey ?? { kind: 'connection-lost', detail: 'the host closed it' }
      settle(err(broken))
    })
    try {
      client.connect(config)
    } catch (error) {
      settle(err({ kind: 'not-ssh', detail: messageOf(error) }))
    }
  })
}

/** Why the key that a host shows is not accepted; null = it is one that was confirmed. */
function refusalOf(blob: Buffer, { keys, revoked }: HostTrust, allowsLegacy: boolean): SshError | null {
  const key = describeHostKey(blob)
  const isShown = (one: TrustedKey): boolean => one.fingerprint === key.fingerprint
  if (revoked.some(isShown)) return { kind: 'host-key-revoked', ...key }
  const bits = rsaBits(blob)
  if (bits !== null && bits < LEAST_RSA_BITS && !allowsLegacy) return { kind: 'host-key-weak', ...key, bits }
  if (keys.some(isShown)) return null
  // Named is the key of the same kind: the one that the user can compare.
  const known = keys.find(({ algorithm }) => algorithm === key.algorithm) ?? keys[0]
  return known
    ? { kind: 'host-key-changed', ...key, known: known.fingerprint }
    : { kind: 'host-key-unknown', ...key }
}

function connection(
  client: Client,
  { target, timeoutMs }: ConnectRequest,
  lost: () => SshError | null
): SshConnection {
  return {
    target,
    lost,
    close: () => void client.destroy(),
    exec: (command, signal) =>
      new Promise((resolve) => {
        const settle = (result: Result<ClientChannel, SshError>): void => {
          clearTimeout(deadline)
          signal?.removeEventListener('abort', cancel)
          resolve(result)
        }
        // A server may let one in and then say nothing at all: without a channel there is nothing else to end.
        const giveUp = (error: SshError): void => {
          settle(err(error))
          client.destroy()
        }
        const cancel = (): void => giveUp({ kind: 'cancelled' })
        const deadline = setTimeout(
          () => giveUp({ kind: 'silent', seconds: Math.round(timeoutMs / 1000) }),
          timeoutMs
        )
        const fail = (detail: string): void => settle(err(lost() ?? { kind: 'connection-lost', detail }))
        if (signal?.aborted) return cancel()
        signal?.addEventListener('abort', cancel, { once: true })
        client.once('close', () => fail('the host closed it'))
        try {
          client.exec(command, (error, channel) => {
            if (error) fail(error.message)
            else settle(ok(channel))
          })
        } catch (error) {
          // ssh2 throws "Not connected" where the connection is gone already.
          fail(messageOf(error))
        }
      })
  }
}

/** An error of ssh2: `level` says in which layer. */
type Ssh2Error = Error & { readonly level?: string; readonly code?: string | number }

function classify(error: Ssh2Error, request: ConnectRequest): SshError {
  const seconds = Math.round(request.timeoutMs / 1000)
  const detail = error.message
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { kind: 'unknown-host' }
    case 'ECONNREFUSED':
      return { kind: 'refused' }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return { kind: 'unreachable', detail }
    case 'ETIMEDOUT':
      return { kind: 'timeout', seconds }
    case 'ECONNRESET':
    case 'EPIPE':
      return { kind: 'connection-lost', detail }
    case undefined:
    // No code of the system: the layer says what failed.
  }
  if (error.level === 'client-timeout') {
    return /keepalive/i.test(detail) ? { kind: 'connection-lost', detail } : { kind: 'timeout', seconds }
  }
  if (error.level === 'agent') return { kind: 'agent-failed', detail }
  // A server ends the connection itself when the agent has offered too many keys.
  if (error.level === 'client-authentication' || /too many authentication failures/i.test(detail)) {
    return { kind: 'auth-failed', method: request.credentials.kind }
  }
  if (/no matching/i.test(detail)) return { kind: 'no-common-algorithm', detail }
  if (error.level === 'protocol' && /ident|version|header/i.test(detail)) return { kind: 'not-ssh', detail }
  return { kind: 'connection-lost', detail }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
