import type { HostConnection } from '#shared/lab/connection.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import { notReachable } from '../captures/not-reachable.ts'
import type { HostSecrets } from '../secrets/secret-box.ts'
import type { Store } from '../store/open-store.ts'
import { connect, type SshConnection } from './connect.ts'
import { agentSocket, type SshCredentials } from './credentials.ts'
import type { HostKeyQuestions } from './host-key-questions.ts'
import type { HostTrust } from './host-key.ts'
import { explainSshError } from './ssh-error.ts'

/** A host one is connected to, with what it takes to become root there. */
export interface ReachedHost {
  readonly connection: SshConnection
  readonly sudo: HostConnection['sudo']
  readonly sudoPassword: string | null
}

/** Connects to a host of the lab. `pause` is run around waiting for the user, who may take all day. */
export type ReachHost = (
  host: HostSummary,
  signal: AbortSignal,
  pause?: <T>(wait: () => Promise<T>) => Promise<T>
) => Promise<Result<ReachedHost, Failure>>

/** Where secrets and trust come from: the app has a window to ask with, the command line a terminal. */
export interface ReachOptions {
  /** Which keys the host at an address may show. */
  readonly trustOf: (address: string, port: number) => HostTrust
  /** Remembers a key that the user has confirmed. */
  readonly remember: Store['trustedKeys']['trust']
  readonly secretsOf: (host: HostSummary) => HostSecrets | Promise<HostSecrets>
  /** Asks the user about a key on first contact. */
  readonly ask: HostKeyQuestions['ask']
  readonly timeoutMs: () => number
  readonly now: () => string
}

/**
 * Connects to hosts. On first contact the user is asked, for as long as it takes, with no connection open; when the
 * key is trusted a new connection is made, which must show that very key.
 */
export function hostReacher(options: ReachOptions): ReachHost {
  const { trustOf, remember, secretsOf, ask, timeoutMs, now } = options
  return async (host, signal, pause = (wait) => wait()) => {
    const to = host.connection
    if (to === null) return err(notReachable(host))
    const secrets = await secretsOf(host)
    const attempt = () =>
      connect({
        target: to,
        credentials: credentialsOf(to, secrets),
        trust: trustOf(to.address, to.port),
        allowsLegacy: to.allowsLegacy === true,
        timeoutMs: timeoutMs(),
        signal
      })
    let connected = await attempt()
    if (!connected.ok && connected.error.kind === 'host-key-unknown') {
      const { algorithm, fingerprint } = connected.error
      const asked = {
        host: host.id,
        hostName: host.name,
        address: `${to.address}:${to.port}`,
        algorithm,
        fingerprint
      }
      if (!(await pause(() => ask(asked, signal)))) {
        return err(explainSshError(signal.aborted ? { kind: 'cancelled' } : connected.error, to))
      }
      remember(to.address, to.port, { algorithm, fingerprint }, now())
      connected = await attempt()
    }
    if (!connected.ok) return err(explainSshError(connected.error, to))
    return ok({ connection: connected.value, sudo: to.sudo, sudoPassword: secrets.sudoPassword ?? null })
  }
}

/** How a connection proves who it is, with the secrets that were typed for it. */
function credentialsOf({ auth }: HostConnection, secrets: HostSecrets): SshCredentials {
  switch (auth.kind) {
    case 'agent':
      return { kind: 'agent', socket: agentSocket(process.env, process.platform) }
    case 'key':
      return { kind: 'key', path: auth.path, passphrase: secrets.passphrase ?? null }
    case 'password':
      return { kind: 'password', password: secrets.password ?? null }
  }
}

/** What the database says of an address: the key that was confirmed there, and nothing revoked. */
export const storedTrust =
  (trustedKeys: Pick<Store['trustedKeys'], 'get'>): ReachOptions['trustOf'] =>
  (address, port) => {
    const key = trustedKeys.get(address, port)
    return { keys: key === null ? [] : [key], revoked: [] }
  }
