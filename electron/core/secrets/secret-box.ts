import * as v from 'valibot'
import type { HostConnection } from '#shared/lab/connection.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { Store } from '../store/open-store.ts'
import type { Keychain } from './keychain.ts'

const secretsSchema = v.object({
  password: v.exactOptional(v.string()),
  passphrase: v.exactOptional(v.string()),
  sudoPassword: v.exactOptional(v.string())
})

/** What the user typed for a host. Stays in the main process. */
export type HostSecrets = v.InferOutput<typeof secretsSchema>

/** The secrets of all hosts. */
export interface SecretBox {
  /** Whether secrets outlive this session. Asks the operating system, which may take a moment the first time. */
  canKeep(): boolean
  get(host: HostId): HostSecrets
  /**
   * Takes over what was typed: an absent secret stays as it was, an empty one is forgotten. Secrets that
   * `connection` has no use for are forgotten as well.
   */
  change(host: HostId, typed: HostSecrets, connection: HostConnection): void
}

/**
 * Keeps secrets sealed in the store; without a keychain in memory, until VF Lab ends. `openKeychain` is called once,
 * when the first secret is needed: it can take a round trip to a system service.
 */
export function secretBox(
  hosts: Pick<Store['hosts'], 'secrets' | 'setSecrets'>,
  openKeychain: () => Keychain
): SecretBox {
  let opened: Keychain | null = null
  const keychain = (): Keychain => (opened ??= openKeychain())
  const session = new Map<HostId, HostSecrets>()
  const get = (host: HostId): HostSecrets => {
    const inMemory = session.get(host)
    if (inMemory) return inMemory
    const sealed = hosts.secrets(host)
    const text = sealed && keychain().open(sealed)
    if (text === null) return {}
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), secretsSchema), text)
    return parsed.success ? parsed.output : {}
  }
  return {
    canKeep: () => keychain().canKeep,
    get,
    change(host, typed, connection) {
      const merged = useful({ ...get(host), ...typed }, connection)
      if (Object.keys(merged).length === 0) {
        session.delete(host)
        hosts.setSecrets(host, null)
      } else if (keychain().canKeep) hosts.setSecrets(host, keychain().seal(JSON.stringify(merged)))
      else session.set(host, merged)
    }
  }
}

function useful(secrets: HostSecrets, connection: HostConnection): HostSecrets {
  const { password, passphrase, sudoPassword } = secrets
  return {
    ...(password && connection.auth.kind === 'password' && { password }),
    ...(passphrase && connection.auth.kind === 'key' && { passphrase }),
    ...(sudoPassword && connection.sudo === 'with-password' && { sudoPassword })
  }
}
