import { CLIENT_KEY_PATH } from './ssh-keys.ts'
import { runCommand, type CommandResult } from './run-command.ts'

/** Where and as whom to log in. */
export interface SshTarget {
  readonly host: string
  readonly port: number
  readonly user: string
  /** known_hosts file with exactly this host's key. */
  readonly knownHostsPath: string
}

/**
 * Arguments of the system's `ssh` up to and including the destination: our key, the pinned host key, nothing
 * from the user's own configuration, and no questions asked.
 */
export const sshArguments = ({ host, port, user, knownHostsPath }: SshTarget): string[] => [
  ...['-F', 'none', '-p', String(port), '-i', CLIENT_KEY_PATH],
  ...['-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR'],
  ...['-o', 'StrictHostKeyChecking=yes', '-o', `UserKnownHostsFile="${knownHostsPath}"`],
  `${user}@${host}`
]

/** Limits of {@link sshExec}, each with its default. */
export interface SshLimits {
  /** Milliseconds for everything; 60,000. */
  readonly timeoutMs?: number
  /** Whole seconds until the server has introduced itself; 10. */
  readonly connectTimeoutSeconds?: number
}

/**
 * Runs a command line in the user's shell on the host. Its exit code is the result's; ssh itself failing is
 * code 255, and the time limit -1.
 */
export const sshExec = (
  target: SshTarget,
  command: string,
  { timeoutMs = 60_000, connectTimeoutSeconds = 10 }: SshLimits = {}
): Promise<CommandResult> =>
  runCommand('ssh', ['-o', `ConnectTimeout=${connectTimeoutSeconds}`, ...sshArguments(target), command], {
    timeoutMs
  })

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** The ssh command line for a person to copy. */
export const sshCommandLine = (target: SshTarget): string =>
  ['ssh', ...sshArguments(target)].map(shellWord).join(' ')
