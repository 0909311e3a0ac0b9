import { createHmac } from 'node:crypto'
import { describeHostKey } from '../core/ssh/host-key.ts'
import type { TrustedKey } from '../core/store/trusted-key-table.ts'

/**
 * The keys that an OpenSSH known_hosts file trusts for an address, in the order of the file (sshd(8), "SSH_KNOWN_HOSTS
 * FILE FORMAT"). Hashed names are understood; patterns and lines with a marker (@cert-authority, @revoked) are passed
 * over, so that nothing is trusted by mistake.
 */
export function knownKeys(text: string, address: string, port: number): readonly TrustedKey[] {
  const name = port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`
  return text.split('\n').flatMap((line) => {
    const [names = '', algorithm, blob] = line.trim().split(/\s+/)
    if (names.startsWith('#') || names.startsWith('@') || algorithm === undefined || blob === undefined)
      return []
    if (!names.split(',').some((each) => isSame(each, name))) return []
    const key = describeHostKey(Buffer.from(blob, 'base64'))
    return key.algorithm === algorithm ? [key] : []
  })
}

function isSame(listed: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(listed) ?? []
  if (salt === undefined) return listed.toLowerCase() === name
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}
