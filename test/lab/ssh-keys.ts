import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE_DIRECTORY } from './lab-paths.ts'
import { commandOutput } from './run-command.ts'

/** Keys of the rig: made on first use, kept in the cache, baked into the images. */
export const KEY_DIRECTORY = join(CACHE_DIRECTORY, 'keys')

/** Private key that every user of every host accepts. */
export const CLIENT_KEY_PATH = join(KEY_DIRECTORY, 'client')

/** Makes the client key and the hosts' key (both ed25519) unless they exist. */
export const ensureSshKeys = async (): Promise<void> => {
  if (existsSync(KEY_DIRECTORY)) return
  mkdirSync(CACHE_DIRECTORY, { recursive: true })
  const draft = mkdtempSync(`${KEY_DIRECTORY}-`)
  try {
    for (const key of ['client', 'host']) {
      const options = ['-q', '-t', 'ed25519', '-N', '', '-C', `vf-lab-${key}`]
      await commandOutput('ssh-keygen', [...options, '-f', join(draft, key)])
    }
    renameSync(draft, KEY_DIRECTORY)
  } catch (error) {
    rmSync(draft, { recursive: true })
    // Another process has made them meanwhile: use those.
    if (!existsSync(KEY_DIRECTORY)) throw error
  }
}

/** Public host key of every host of the rig as `type base64`. */
export const hostPublicKey = (): string =>
  readFileSync(join(KEY_DIRECTORY, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ')

/** Fingerprint of a `type base64` public key as OpenSSH prints it: `SHA256:` and base64 without padding. */
export const sha256Fingerprint = (publicKey: string): string => {
  const [, blob = ''] = publicKey.split(' ')
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}

/** Line of a known_hosts file for a server on a port other than 22 (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export const knownHostsLine = (address: string, port: number, publicKey: string): string =>
  `[${address}]:${port} ${publicKey}\n`
