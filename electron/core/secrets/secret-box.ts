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

const placeSchema = v.object({
  address: v.string(),
  port: v.number(),
  user: v.string(),
  hostKey: v.nullable(v.string())
})

/**
 * Whom secrets were typed for. They are good for this address, port, user and host key and for nothing else: a request
 * that moves a host must not get its passwords along. `hostKey` is null until the first connection.
 */
export type SecretPlace = v.InferOutput<typeof placeSchema>

/** The place of a connection whose host shows `hostKey`. */
export const secretPlace = (connection: HostConnection, hostKey: string | null): SecretPlace => ({
  address: connection.address.toLowerCase(),
  port: connection.port,
  user: connection.user,
  hostKey
})

const sealedSchema = v.object({ place: placeSchema, secrets: secretsSchema })
type Sealed = v.InferOutput<typeof sealedSchema>

/** The secrets of all hosts. */
export interface SecretBox {
  /** Whether secrets outlive this session. Asks the operating system, which may take a moment the first time. */
  canKeep(): boolean
  /** The secrets of a host at this place. Those that were typed for another one are forgotten here and now. */
  get(host: HostId, place: SecretPlace): HostSecrets
  /** Whether there are secrets that were typed for another place than this. Forgets nothing. */
  areForElsewhere(host: HostId, place: SecretPlace): boolean
  /** Makes the secrets of a host good for another place. Only after the user has agreed outside the page. */
  move(host: HostId, place: SecretPlace): void
  /**
   * Takes over what was typed: an absent secret stays as it was, an empty one is forgotten. Secrets that
   * `connection` has no use for, or that were typed for another place, are forgotten as well.
   */
  change(host: HostId, typed: HostSecrets, connection: HostConnection, hostKey: string | null): void
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
  const session = new Map<HostId, Sealed>()

  const read = (host: HostId): Sealed | null => {
    const inMemory = session.get(host)
    if (inMemory) return inMemory
    const sealed = hosts.secrets(host)
    const text = sealed && keychain().open(sealed)
    if (text === null) return null
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), sealedSchema), text)
    return parsed.success ? parsed.output : null
  }
  const forget = (host: HostId): void => {
    session.delete(host)
    hosts.setSecrets(host, null)
  }
  const write = (host: HostId, sealed: Sealed): void => {
    if (keychain().canKeep) hosts.setSecrets(host, keychain().seal(JSON.stringify(sealed)))
    else session.set(host, sealed)
  }
  const get = (host: HostId, place: SecretPlace): HostSecrets => {
    const sealed = read(host)
    if (sealed === null) return {}
    if (!isFor(sealed.place, place)) {
      forget(host)
      return {}
    }
    // The first key that the user trusts there becomes part of the place.
    if (sealed.place.hostKey === null && place.hostKey !== null) write(host, { ...sealed, place })
    return sealed.secrets
  }
  return {
    canKeep: () => keychain().canKeep,
    get,
    areForElsewhere(host, place) {
      const sealed = read(host)
      return sealed !== null && !isFor(sealed.place, place)
    },
    move(host, place) {
      const sealed = read(host)
      if (sealed !== null) write(host, { ...sealed, place })
    },
    change(host, typed, connection, hostKey) {
      const place = secretPlace(connection, hostKey)
      const secrets = useful({ ...get(host, place), ...typed }, connection)
      if (Object.keys(secrets).length === 0) forget(host)
      else write(host, { place, secrets })
    }
  }
}

const isFor = (typed: SecretPlace, now: SecretPlace): boolean =>
  typed.address === now.address &&
  typed.port === now.port &&
  typed.user === now.user &&
  (typed.hostKey === null || typed.hostKey === now.hostKey)

function useful(secrets: HostSecrets, connection: HostConnection): HostSecrets {
  const { password, passphrase, sudoPassword } = secrets
  return {
    ...(password && connection.auth.kind === 'password' && { password }),
    ...(passphrase && connection.auth.kind === 'key' && { passphrase }),
    ...(sudoPassword && connection.sudo === 'with-password' && { sudoPassword })
  }
}
