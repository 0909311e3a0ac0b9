import type { Database } from './database.ts'

/** A confirmed host key. */
export interface TrustedKey {
  /** For example "ssh-ed25519". */
  readonly algorithm: string
  /** "SHA256:...", as `ssh-keygen -l` prints it. */
  readonly fingerprint: string
}

/** Confirmed host keys by address and port. Addresses compare without case, as DNS names do. */
export function trustedKeyTable(database: Database) {
  return {
    get: (address: string, port: number): TrustedKey | null =>
      database.one<TrustedKey>(
        'SELECT algorithm, fingerprint FROM trusted_keys WHERE address = ? AND port = ?',
        address.toLowerCase(),
        port
      ),

    trust: (address: string, port: number, key: TrustedKey, trustedAt: string): void =>
      void database.run(
        `INSERT OR REPLACE INTO trusted_keys (address, port, algorithm, fingerprint, trusted_at)
         VALUES (?, ?, ?, ?, ?)`,
        address.toLowerCase(),
        port,
        key.algorithm,
        key.fingerprint,
        trustedAt
      ),

    forget: (address: string, port: number): boolean =>
      database.run('DELETE FROM trusted_keys WHERE address = ? AND port = ?', address.toLowerCase(), port) > 0
  }
}
