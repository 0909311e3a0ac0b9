import { createHash } from 'node:crypto'
import type { ConnectConfig } from 'ssh2'
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

/** Which keys a host may show. */
export interface HostTrust {
  /** Keys that were confirmed; empty = first contact. */
  readonly keys: readonly TrustedKey[]
  /** Keys that must never be accepted, whatever else is trusted. */
  readonly revoked: readonly TrustedKey[]
}

/** Bits of the modulus of an RSA key (RFC 4253, 6.6: name, e, n); null for keys of another kind. */
export function rsaBits(blob: Buffer): number | null {
  const fields: Buffer[] = []
  for (let at = 0; at + 4 <= blob.length && fields.length < 3;) {
    const length = blob.readUInt32BE(at)
    if (at + 4 + length > blob.length) return null
    fields.push(blob.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  const [name, , modulus] = fields
  if (name?.toString('latin1') !== 'ssh-rsa' || modulus === undefined) return null
  const first = modulus.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24
}

/** Fewer bits are refused (NIST SP 800-131A Rev. 2: disallowed since 2014). */
export const LEAST_RSA_BITS = 2048

/** A list of algorithms as ssh2 takes it: patterns, because a name that this build of the crypto library lacks is an error. */
interface Choice {
  readonly remove: readonly RegExp[]
  readonly append: readonly RegExp[]
  readonly prepend: readonly RegExp[]
}

const FAMILIES = [/^ssh-ed25519$/, /^ecdsa-sha2-/, /^rsa-sha2-/]
/** Signatures, key exchange and MACs over SHA-1 or MD5, and DSA: off unless a host is allowed to need them. */
const LEGACY = { hostKey: [/^ssh-rsa$/], kex: [/^diffie-hellman-.*sha1$/], mac: [/^hmac-sha1/] }
const BROKEN = { hostKey: [/^ssh-dss$/], mac: [/md5|ripemd|-96$/] }

/**
 * The algorithms that a connection offers. Host keys: those of the trusted kinds first, because a server has several
 * keys, and asked for another one than last time it would look like a changed host.
 */
export function algorithmsFor(
  trusted: readonly TrustedKey[],
  allowsLegacy: boolean
): NonNullable<ConnectConfig['algorithms']> {
  const isTrusted = (family: RegExp): boolean =>
    trusted.some(({ algorithm }) => family.test(nameOfRsa(algorithm)))
  const others = trusted.length > 0 ? FAMILIES.filter((family) => !isTrusted(family)) : []
  const legacy = (patterns: readonly RegExp[]): readonly RegExp[] => (allowsLegacy ? patterns : [])
  const choices: Readonly<Record<'serverHostKey' | 'kex' | 'hmac', Choice>> = {
    serverHostKey: {
      remove: [...others, ...LEGACY.hostKey, ...BROKEN.hostKey],
      append: [...others, ...legacy(LEGACY.hostKey)],
      prepend: []
    },
    kex: { remove: LEGACY.kex, append: legacy(LEGACY.kex), prepend: [] },
    hmac: { remove: [...LEGACY.mac, ...BROKEN.mac], append: legacy(LEGACY.mac), prepend: [] }
  }
  // ssh2 documents and takes patterns (lib/utils.js, generateAlgorithmList); its types do not know.
  return {
    ...(choices as unknown as NonNullable<ConnectConfig['algorithms']>),
    // ssh2 1.17 throws out of a timer when a compressed connection breaks ("Invalid Zlib instance",
    // lib/protocol/zlib.js:73): nothing can catch that, and the app would end.
    compress: ['none']
  }
}

/** A key of kind ssh-rsa signs with SHA-2 where the server can (RFC 8332). */
const nameOfRsa = (algorithm: string): string => (algorithm === 'ssh-rsa' ? 'rsa-sha2-256' : algorithm)
