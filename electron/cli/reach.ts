import { readFile } from 'node:fs/promises'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import { hostReacher, storedTrust, type ReachHost } from '../core/ssh/reach-host.ts'
import type { Store } from '../core/store/open-store.ts'
import type { TrustedKey } from '../core/store/trusted-key-table.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { knownHosts } from '../core/ssh/known-hosts.ts'
import { parseSshTarget } from '#shared/lab/ssh-target.ts'
import { plain, type Terminal } from './terminal.ts'

/** Options of every command that connects. */
export interface ConnectOptions {
  readonly key?: string
  readonly password?: boolean
  readonly sudo?: boolean
  readonly sudoPassword?: boolean
  readonly allowLegacy?: boolean
  readonly acceptHostKey?: string
  readonly knownHosts?: string
  readonly timeout: number
}

const SSH_PORT = 22

/** A stored host of this name or id, or else the host that `text` is the address of. */
export function hostFor(text: string, store: Store, options: ConnectOptions): HostSummary {
  const stored = storedHost(text, store)
  if (stored) {
    if (stored.connection === null) return stored
    return {
      ...stored,
      connection: { ...stored.connection, ...authOf(options), ...sudoOf(options), ...legacyOf(options) }
    }
  }
  const target = parseSshTarget(text)
  if (!target.ok) throw new CommandFailure(EXIT.usage, `"${text}" is no host: write [USER@]HOST[:PORT]`)
  const { user, address } = target.value
  const port = target.value.port ?? SSH_PORT
  const connection: HostConnection = {
    address,
    port,
    user: user ?? process.env['USER'] ?? 'root',
    auth: { kind: 'agent' },
    sudo: 'none',
    ...authOf(options),
    ...sudoOf(options),
    ...legacyOf(options)
  }
  const known = store.hosts.list().find(({ connection: other }) => {
    return other?.address === address && other.port === port && other.user === connection.user
  })
  if (known) return { ...known, connection }
  return {
    id: 'not-stored',
    name: address,
    origin: 'ssh',
    connection,
    hostKey: null,
    scannedAt: null,
    lastError: null,
    facts: null,
    halfWay: null
  }
}

/** A stored host by its id, or by its name where only one has it. */
export function storedHost(text: string, store: Store): HostSummary | null {
  const byId = store.hosts.get(text)
  if (byId) return byId
  const named = store.hosts.list().filter((host) => host.name.toLowerCase() === text.toLowerCase())
  if (named.length > 1) {
    const ids = named.map((host) => host.id).join(', ')
    throw new CommandFailure(EXIT.usage, `${named.length} hosts are called ${text}: ${ids}`, 'Give the id.')
  }
  return named[0] ?? null
}

function authOf({ key, password }: ConnectOptions): Pick<HostConnection, 'auth'> | null {
  if (key !== undefined) return { auth: { kind: 'key', path: key } }
  return password ? { auth: { kind: 'password' } } : null
}

const legacyOf = ({ allowLegacy }: ConnectOptions): Pick<HostConnection, 'allowsLegacy'> | null =>
  allowLegacy ? { allowsLegacy: true } : null

function sudoOf({ sudo, sudoPassword }: ConnectOptions): Pick<HostConnection, 'sudo'> | null {
  if (sudoPassword) return { sudo: 'with-password' }
  return sudo ? { sudo: 'without-password' } : null
}

/**
 * Connects for the command line. Secrets come from the environment or are asked for on the terminal, never from
 * arguments, which every user of the machine can see. Trust comes from `--known-hosts`, from the database, from
 * `--accept-host-key`, or from who sits at the terminal; nobody there means no.
 */
export async function terminalReach(
  terminal: Terminal,
  store: Store,
  options: ConnectOptions
): Promise<ReachHost> {
  const file = options.knownHosts
  const known = file === undefined ? null : await readKnownHosts(file)
  const accepted = new Map<string, TrustedKey>()
  const place = (address: string, port: number): string => `${address}:${port}`
  return hostReacher({
    trustOf(address, port) {
      const trust =
        known === null ? storedTrust(store.trustedKeys)(address, port) : knownHosts(known, address, port)
      const key = accepted.get(place(address, port))
      return key === undefined ? trust : { ...trust, keys: [...trust.keys, key] }
    },
    remember(address, port, key, at) {
      accepted.set(place(address, port), key)
      if (known === null) store.trustedKeys.trust(address, port, key, at)
    },
    secretsOf: async ({ connection }) => {
      if (!connection) return {}
      const { user, address, auth, sudo } = connection
      const who = `${user}@${address}`
      const password =
        auth.kind === 'password' && (await secret(terminal, 'VFLAB_PASSWORD', `Password of ${who}: `))
      const passphrase = auth.kind === 'key' && process.env['VFLAB_PASSPHRASE']
      const sudoPassword =
        sudo === 'with-password' &&
        (await secret(terminal, 'VFLAB_SUDO_PASSWORD', `sudo password of ${who}: `))
      return {
        ...(password && { password }),
        ...(passphrase && { passphrase }),
        ...(sudoPassword && { sudoPassword })
      }
    },
    async ask({ address, algorithm, fingerprint }) {
      if (options.acceptHostKey !== undefined) return options.acceptHostKey === fingerprint
      if (known !== null || !terminal.isInteractive) return false
      terminal.note(
        `${address} shows the key ${plain(algorithm)} ${fingerprint}, which nobody has confirmed yet.`
      )
      return (await terminal.ask('Trust it? (yes/no) ')).trim().toLowerCase() === 'yes'
    },
    timeoutMs: () => options.timeout * 1000,
    now: () => new Date().toISOString()
  })
}

async function readKnownHosts(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(
      EXIT.usage,
      `--known-hosts: ${error instanceof Error ? error.message : String(error)}`
    )
  })
}

async function secret(terminal: Terminal, variable: string, question: string): Promise<string | undefined> {
  const told = process.env[variable]
  if (told !== undefined) return told
  return terminal.isInteractive ? terminal.askSecret(question) : undefined
}
