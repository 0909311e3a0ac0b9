import { createHash } from 'node:crypto'
import type { AlgorithmList, ServerHostKeyAlgorithm } from 'ssh2'
import type { TrustedKey } from '../store/trusted-key-table.ts'

/** Name and fingerprint of a host key as it comes over the wire (RFC 4253, 6.6: the blob starts with its algorithm). */
export function describeHostKey(blob: Buffer): TrustedKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0
  const name = blob.subarray(4, 4 + length).toString('latin1')
  const digest = createHash('sha256').update(blob).digest('base64')
  return {
    algorithm: /^[\x21-\x7e]{1,64}$/.test(name) ? name : 'unknown',
    // As ssh-keygen prints it: without the padding of base64.
    fingerprint: `SHA256:${digest.replace(/=+$/, '')}`
  }
}

/**
 * Which algorithms the server may show a key for, as ssh2 takes it: those of the trusted key first. A server has
 * several keys; asked for another one than last time, it would look like a changed host.
 */
export function hostKeyPreference(trusted: TrustedKey | null): AlgorithmList<ServerHostKeyAlgorithm> {
  const family = trusted && FAMILIES.find((pattern) => pattern.test(trusted.algorithm))
  const others = family ? FAMILIES.filter((pattern) => pattern !== family) : []
  // Patterns, because naming an algorithm that this build of the crypto library lacks is an error. ssh2 documents
  // and takes them (lib/utils.js, generateAlgorithmList), in the order of the keys; its types do not know.
  const moveToTheEnd = { remove: others, append: others, prepend: [] }
  return moveToTheEnd as unknown as AlgorithmList<ServerHostKeyAlgorithm>
}

const FAMILIES = [/^ssh-ed25519$/, /^ecdsa-sha2-/, /^(rsa-sha2-.*|ssh-rsa)$/]
