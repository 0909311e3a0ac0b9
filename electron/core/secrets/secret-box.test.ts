import { expect, test } from 'vitest'
import type { HostConnection } from '#shared/lab/connection.ts'
import { noKeychain, type Keychain } from './keychain.ts'
import { secretBox, secretPlace, type HostSecrets } from './secret-box.ts'

const PASSWORD: HostConnection = {
  address: 'node-7',
  port: 22,
  user: 'ops',
  auth: { kind: 'password' },
  sudo: 'with-password'
}
/** Turns every byte round: enough to see whether the plain text reaches the disk. */
const flip = (bytes: Uint8Array): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff))
const keychain: Keychain = {
  canKeep: true,
  seal: (text) => flip(Buffer.from(text)),
  open: (sealed) => flip(sealed).toString()
}
function box(with_: Keychain) {
  const disk = new Map<string, Buffer>()
  const table = {
    secrets: (host: string) => disk.get(host) ?? null,
    setSecrets: (host: string, sealed: Buffer | null) => {
      if (sealed) disk.set(host, sealed)
      else disk.delete(host)
    }
  }
  const open = () => {
    const secrets = secretBox(table, () => with_)
    return {
      ...secrets,
      get: (host: string, connection = PASSWORD, hostKey: string | null = null) =>
        secrets.get(host, secretPlace(connection, hostKey)),
      change: (host: string, typed: HostSecrets, connection = PASSWORD, hostKey: string | null = null) =>
        secrets.change(host, typed, connection, hostKey)
    }
  }
  return { disk, reopened: open, ...open() }
}

test('keeps secrets over a restart, sealed', () => {
  const { change, disk, reopened } = box(keychain)
  change('h', { password: 'hunter2', sudoPassword: 'hunter3' }, PASSWORD)
  expect(disk.get('h')?.toString()).not.toContain('hunter')
  expect(reopened().get('h')).toEqual({ password: 'hunter2', sudoPassword: 'hunter3' })
})

test('without a keychain writes nothing and remembers until the end', () => {
  const { change, get, disk, reopened } = box(noKeychain)
  change('h', { password: 'hunter2' }, PASSWORD)
  expect(get('h')).toEqual({ password: 'hunter2' })
  expect(disk.size).toBe(0)
  expect(reopened().get('h')).toEqual({})
})

test('keeps what was not typed again, and forgets what was emptied', () => {
  const { change, get } = box(keychain)
  change('h', { password: 'a', sudoPassword: 'b' }, PASSWORD)
  change('h', { password: 'c' }, PASSWORD)
  expect(get('h')).toEqual({ password: 'c', sudoPassword: 'b' })
  change('h', { sudoPassword: '' }, PASSWORD)
  expect(get('h')).toEqual({ password: 'c' })
})

test('forgets secrets that the connection no longer uses', () => {
  const { change, get, disk } = box(keychain)
  change('h', { password: 'a', sudoPassword: 'b' }, PASSWORD)
  change('h', {}, { ...PASSWORD, auth: { kind: 'agent' }, sudo: 'none' })
  expect(get('h')).toEqual({})
  expect(disk.size).toBe(0)
})

test('secrets that cannot be opened any more count as not there', () => {
  const { disk, get } = box({ ...keychain, open: () => null })
  disk.set('h', Buffer.from('sealed elsewhere'))
  expect(get('h')).toEqual({})
})

test.each([
  ['address', { address: 'evil.example' }],
  ['port', { port: 2222 }],
  ['user', { user: 'root' }]
])('secrets do not follow a host to another %s, and are gone', (_what, move) => {
  const { change, get } = box(keychain)
  change('h', { password: 'a' })
  expect(get('h', { ...PASSWORD, ...move })).toEqual({})
  expect(get('h')).toEqual({})
})

test('what is typed at the new place is kept there, without the old', () => {
  const { change, get } = box(keychain)
  const elsewhere = { ...PASSWORD, address: 'node-8' }
  change('h', { password: 'a', sudoPassword: 'b' })
  change('h', { password: 'c' }, elsewhere)
  expect(get('h', elsewhere)).toEqual({ password: 'c' })
})

test('secrets belong to the host key that was trusted first, and are gone with another one', () => {
  const { change, get, reopened } = box(keychain)
  change('h', { password: 'a' })
  expect(get('h', PASSWORD, 'SHA256:one')).toEqual({ password: 'a' })
  expect(reopened().get('h', PASSWORD, 'SHA256:one')).toEqual({ password: 'a' })
  expect(reopened().get('h', PASSWORD, 'SHA256:two')).toEqual({})
  expect(get('h', PASSWORD, 'SHA256:one')).toEqual({})
})

test('a forgotten host key takes the secrets along', () => {
  const { change, get } = box(keychain)
  change('h', { password: 'a' }, PASSWORD, 'SHA256:one')
  expect(get('h', PASSWORD, null)).toEqual({})
})

test('secrets move only when told', () => {
  const { change, get, areForElsewhere, move } = box(keychain)
  const elsewhere = { ...PASSWORD, address: 'node-8' }
  change('h', { password: 'a' }, PASSWORD, 'SHA256:one')
  expect(areForElsewhere('h', secretPlace(elsewhere, null))).toBe(true)
  expect(areForElsewhere('h', secretPlace({ ...PASSWORD, address: 'NODE-7' }, 'SHA256:one'))).toBe(false)
  move('h', secretPlace(elsewhere, null))
  expect(get('h', elsewhere)).toEqual({ password: 'a' })
})
