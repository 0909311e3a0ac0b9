import { join } from 'node:path'
import {
  hostDirectory,
  isHostRunning,
  isSameHost,
  readHostRecord,
  readHostRecords,
  removeHostDirectory,
  type HostRecord,
  type Origin
} from './host-record.ts'
import { LabError } from './lab-error.ts'
import { HOST_FILES } from './qemu-arguments.ts'
import { terminateQemu } from './qemu-process.ts'
import type { CommandResult } from './run-command.ts'
import { sshExec, type SshTarget } from './ssh-command.ts'
import { CLIENT_KEY_PATH, hostPublicKey, sha256Fingerprint } from './ssh-keys.ts'

/** Virtual hosts can be reached from this machine only. */
export const SSH_ADDRESS = '127.0.0.1'

/**
 * A running virtual host, and how to log in to it.
 *
 * Users, all with the private key: `root` (key only), `lab` (sudo without password), `ops` (sudo with password),
 * `ro` (no sudo). lab, ops and ro also have a password, `<user>-pass`, except on the busybox host, which has
 * root alone.
 */
export interface VirtualHost extends SshTarget {
  readonly name: string
  readonly topology: string
  readonly privateKeyPath: string
  /** `SHA256:` and base64, as ssh-keygen prints it. */
  readonly hostKeyFingerprintSha256: string
  /** How it came up. */
  readonly origin: Origin
  /** How long that took. */
  readonly startSeconds: number
  /** Runs a command line on the host by the system's ssh client; the default limit is 60,000 ms. */
  readonly exec: (command: string, options?: { user?: string; timeoutMs?: number }) => Promise<CommandResult>
  /** Ends the host at once and forgets everything written on it. */
  readonly stop: () => Promise<void>
}

/** Where ssh finds a host that has been launched. */
export const sshTarget = (record: HostRecord, user = 'root'): SshTarget => {
  if (record.port === null) throw new LabError(`${record.name} has no SSH port yet`)
  return {
    host: SSH_ADDRESS,
    port: record.port,
    user,
    knownHostsPath: join(hostDirectory(record.name), HOST_FILES.knownHosts)
  }
}

/** Ends a host. Its name may have been given to another one since: that one keeps its directory. */
const stop = async (record: HostRecord): Promise<void> => {
  await terminateQemu(record)
  const current = readHostRecord(record.name)
  if (current && isSameHost(current, record)) removeHostDirectory(record.name)
}

/** A ready host from its record; a LabError when it is not ready. */
export const virtualHost = (record: HostRecord): VirtualHost => {
  if (!record.ready) throw new LabError(`${record.name} is still starting`)
  return {
    name: record.name,
    topology: record.topology,
    ...sshTarget(record),
    privateKeyPath: CLIENT_KEY_PATH,
    hostKeyFingerprintSha256: sha256Fingerprint(hostPublicKey()),
    origin: record.ready.origin,
    startSeconds: record.ready.seconds,
    exec: (command, { user, ...limits } = {}) => sshExec(sshTarget(record, user), command, limits),
    stop: () => stop(record)
  }
}

/** The hosts that run now and have come up, by name; whoever started them. */
export const runningHosts = (): VirtualHost[] =>
  readHostRecords()
    .filter((record) => record.ready !== null && isHostRunning(record))
    .map(virtualHost)

/** The running host of that name; a LabError that names those there are when there is none. */
export const findHost = (name: string): VirtualHost => {
  const record = readHostRecord(name)
  if (record?.ready && isHostRunning(record)) return virtualHost(record)
  const names = runningHosts().map((host) => host.name)
  throw new LabError(`no host named ${name} is running; running: ${names.join(', ') || 'none'}`)
}

/**
 * Stops a host by name, also one that is half started, and cleans up after one that has died. Returns whether
 * there was anything to stop or to clean up.
 */
export const stopHost = async (name: string): Promise<boolean> => {
  const record = readHostRecord(name)
  if (record) await stop(record)
  return record !== undefined
}
