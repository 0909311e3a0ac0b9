import type { Failure } from '#shared/failure.ts'
import { LEAST_RSA_BITS } from './host-key.ts'

/** Why a host could not be reached, entered or talked to. `detail` is what the other side said. */
export type SshError =
  | { readonly kind: 'unknown-host' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'timeout'; readonly seconds: number }
  | { readonly kind: 'not-ssh'; readonly detail: string }
  | { readonly kind: 'no-common-algorithm'; readonly detail: string }
  /** First contact: this key is not confirmed yet. */
  | { readonly kind: 'host-key-unknown'; readonly algorithm: string; readonly fingerprint: string }
  | {
      readonly kind: 'host-key-changed'
      readonly algorithm: string
      readonly fingerprint: string
      readonly known: string
    }
  /** The user's known_hosts says that this key must not be accepted. */
  | { readonly kind: 'host-key-revoked'; readonly algorithm: string; readonly fingerprint: string }
  /** An RSA key that is too short. */
  | {
      readonly kind: 'host-key-weak'
      readonly algorithm: string
      readonly fingerprint: string
      readonly bits: number
    }
  | { readonly kind: 'no-agent' }
  | { readonly kind: 'agent-failed'; readonly detail: string }
  | { readonly kind: 'key-unreadable'; readonly path: string; readonly detail: string }
  | { readonly kind: 'key-needs-passphrase'; readonly path: string }
  | { readonly kind: 'key-wrong-passphrase'; readonly path: string }
  | { readonly kind: 'no-password' }
  | { readonly kind: 'auth-failed'; readonly method: 'agent' | 'key' | 'password' }
  | { readonly kind: 'connection-lost'; readonly detail: string }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'too-slow'; readonly seconds: number }
  | { readonly kind: 'too-much-output'; readonly limitBytes: number }
  | { readonly kind: 'sudo-needs-password' }
  | { readonly kind: 'sudo-wrong-password' }
  | { readonly kind: 'sudo-refused'; readonly detail: string }
  | { readonly kind: 'sudo-missing' }
  | { readonly kind: 'command-failed'; readonly exitCode: number | null; readonly detail: string }
  | { readonly kind: 'cancelled' }

/** Where an error happened, for its message. */
export interface SshPlace {
  readonly address: string
  readonly port: number
  readonly user: string
}

/** Says it to the user: what, where, and what to do. */
export function explainSshError(error: SshError, { address, port, user }: SshPlace): Failure {
  const where = port === 22 ? address : `${address} port ${port}`
  const say = (message: string, fix: string): Failure => ({ kind: error.kind, message, fix })
  switch (error.kind) {
    case 'unknown-host':
      return say(`No address is known for ${address}`, 'Check the spelling, the DNS server and the VPN.')
    case 'refused':
      return say(
        `${where} refused the connection`,
        'Check that an SSH server runs there and that the port is right.'
      )
    case 'unreachable':
      return say(`${where} cannot be reached: ${error.detail}`, 'Check network, VPN and firewall.')
    case 'timeout':
      return say(
        `${where} did not answer within ${error.seconds} s`,
        'Check that the host is up and that no firewall drops the connection, or allow more time in the settings.'
      )
    case 'not-ssh':
      return say(`${where} does not speak SSH: ${error.detail}`, 'Check the port.')
    case 'no-common-algorithm':
      return say(
        `${where} and VF Lab have no algorithm in common: ${error.detail}`,
        'Update the SSH server of the host. One that cannot be updated can be allowed old algorithms (SHA-1, short RSA keys) in its connection.'
      )
    case 'host-key-unknown':
      return say(
        `The key of ${where} has not been confirmed: ${error.algorithm} ${error.fingerprint}`,
        'Compare it with "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" on the host, then trust it.'
      )
    case 'host-key-changed':
      return say(
        `The key of ${where} is not the one that was trusted: it is ${error.fingerprint} (${error.algorithm}), trusted was ${error.known}`,
        'If the host was reinstalled, forget its key and connect again. If not, somebody may stand in between: do not connect.'
      )
    case 'host-key-revoked':
      return say(
        `The key of ${where} was revoked: ${error.fingerprint} (${error.algorithm})`,
        'Do not connect: somebody else may hold this key. Give the host a new one.'
      )
    case 'host-key-weak':
      return say(
        `${where} shows an RSA key of ${error.bits} bits, and fewer than ${LEAST_RSA_BITS} can be broken`,
        'Make a new host key on the host (ssh-keygen -A), or allow old algorithms for this host.'
      )
    case 'no-agent':
      return say(
        'No SSH agent is running on this machine',
        'Start one (ssh-agent, or the OpenSSH agent service on Windows) and add your key, or choose a key file.'
      )
    case 'agent-failed':
      return say(`The SSH agent of this machine failed: ${error.detail}`, 'Check "ssh-add -l".')
    case 'key-unreadable':
      return say(`${error.path} is no usable private key: ${error.detail}`, 'Choose another key file.')
    case 'key-needs-passphrase':
      return say(`${error.path} is encrypted`, 'Enter its passphrase in the connection of the host.')
    case 'key-wrong-passphrase':
      return say(
        `The passphrase does not open ${error.path}`,
        'Enter it again in the connection of the host.'
      )
    case 'no-password':
      return say(`No password is known for ${user}@${where}`, 'Enter it in the connection of the host.')
    case 'auth-failed':
      return say(`${where} did not let ${user} in by ${METHOD[error.method]}`, AUTH_FIX[error.method])
    case 'connection-lost':
      return say(`The connection to ${where} was lost: ${error.detail}`, 'Check the network and try again.')
    case 'silent':
      return say(
        `${where} sent nothing for ${error.seconds} s`,
        'A command hangs there. Look at the host: "ps -ef", "dmesg".'
      )
    case 'too-slow':
      return say(
        `${where} had not finished after ${error.seconds} s`,
        'The host or a device in it is too slow or hangs. Look at the host: "ps -ef", "dmesg".'
      )
    case 'too-much-output':
      return say(
        `${where} sent more than ${Math.round(error.limitBytes / 1024 / 1024)} MiB`,
        'Run "vflab capture" and look at what the host prints.'
      )
    case 'sudo-needs-password':
      return say(
        `sudo asks ${user} for a password on ${where}`,
        'Choose "sudo with password" in the connection of the host, or allow sudo without one.'
      )
    case 'sudo-wrong-password':
      return say(
        `sudo on ${where} did not take the password of ${user}`,
        'Enter it again in the connection of the host.'
      )
    case 'sudo-refused':
      return say(
        `sudo on ${where} refuses ${user}: ${error.detail}`,
        'Give the user the right, or choose another user.'
      )
    case 'sudo-missing':
      return say(`${where} has no sudo`, 'Connect as root, or choose "no sudo".')
    case 'command-failed': {
      const how = error.exitCode === null ? 'was killed' : `ended with status ${error.exitCode}`
      return say(`The command on ${where} ${how}${error.detail ? `: ${error.detail}` : ''}`, '')
    }
    case 'cancelled':
      return say('Cancelled', '')
  }
}

const METHOD = { agent: 'the keys of the SSH agent', key: 'this key', password: 'this password' } as const
const AUTH_FIX = {
  agent: 'Check "ssh-add -l" and the authorized_keys of the user, or choose a key file.',
  key: 'Check that the public key is in the authorized_keys of the user.',
  password: 'Check user and password, and that the server allows passwords (PasswordAuthentication).'
} as const
