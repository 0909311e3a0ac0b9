import { expect, test } from 'vitest'
import type { HostConnection } from '#shared/lab/connection.ts'
import { noKeychain, type Keychain } from './keychain.ts'
import { secretBox } from './secret-box.ts'

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
  return { disk, reopened: () => secretBox(table, () => with_), ...secretBox(table, () => with_) }
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
