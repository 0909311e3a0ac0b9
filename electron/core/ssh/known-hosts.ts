import { createHmac } from 'node:crypto'
import type { TrustedKey } from '../store/trusted-key-table.ts'
import { describeHostKey, type HostTrust } from './host-key.ts'

/**
 * What an OpenSSH known_hosts file says of an address (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): all keys that it trusts
 * there, in the order of the file, and all that it revokes. Hashed names, patterns and negation are understood. Lines
 * that cannot be read trust nothing. A `@cert-authority` trusts certificates, which ssh2 does not speak: the key of such
 * a host has to be confirmed by itself.
 */
export function knownHosts(text: string, address: string, port: number): HostTrust {
  const name = port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`
  const keys: TrustedKey[] = []
  const revoked: TrustedKey[] = []
  for (const line of text.split('\n')) {
    const words = line.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined
    const [names = '', algorithm, blob] = words
    if (names.startsWith('#') || algorithm === undefined || blob === undefined) continue
    if (!isListed(names.split(','), name)) continue
    const key = describeHostKey(Buffer.from(blob, 'base64'))
    if (key.algorithm !== algorithm) continue
    if (marker === '@revoked') revoked.push(key)
    else if (marker === undefined) keys.push(key)
  }
  return { keys, revoked }
}

/** A name that one entry negates is not listed, whatever the others say. */
function isListed(entries: readonly string[], name: string): boolean {
  if (entries.some((entry) => entry.startsWith('!') && isSame(entry.slice(1), name))) return false
  return entries.some((entry) => !entry.startsWith('!') && isSame(entry, name))
}

function isSame(listed: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(listed) ?? []
  if (salt === undefined) return matches(listed.toLowerCase(), name)
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

/** `*` is any text and `?` any character; linear, because the file is not ours and a pattern could be made to be slow. */
function matches(pattern: string, name: string): boolean {
  let [at, start, mark] = [0, -1, 0]
  let next = 0
  while (at < name.length) {
    if (next < pattern.length && (pattern[next] === '?' || pattern[next] === name[at])) {
      at += 1
      next += 1
    } else if (pattern[next] === '*') {
      start = next++
      mark = at
    } else if (start >= 0) {
      next = start + 1
      at = ++mark
    } else return false
  }
  while (pattern[next] === '*') next += 1
  return next === pattern.length
}
