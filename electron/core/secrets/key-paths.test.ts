import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HostConnection } from '#shared/lab/connection.ts'
import { keyPaths } from './key-paths.ts'

const withKey = (path: string): HostConnection => ({
  address: 'node-7',
  port: 22,
  user: 'root',
  auth: { kind: 'key', path },
  sudo: 'none'
})

function lab() {
  const home = mkdtempSync(join(tmpdir(), 'vflab-home-'))
  mkdirSync(join(home, '.ssh'))
  writeFileSync(join(home, '.ssh', 'id_ed25519'), 'key')
  writeFileSync(join(home, 'secret.txt'), 'not for you')
  const stored = new Map<string, unknown>()
  const settings = {
    read: (key: string) => stored.get(key),
    write: (key: string, value: unknown) => void stored.set(key, value)
  }
  return { home, settings, keys: keyPaths(settings, home) }
}

test('keys of ~/.ssh need no further word, whether they are there or not', () => {
  const { home, keys } = lab()
  expect(keys.check(withKey(join(home, '.ssh', 'id_ed25519')), null).ok).toBe(true)
  expect(keys.check(withKey(join(home, '.ssh', 'not-there')), null).ok).toBe(true)
})

test.each(['/etc/shadow', 'HOME/secret.txt', 'HOME/.ssh/../secret.txt', 'HOME/.ssh/link', 'HOME/.ssh'])(
  'refuses %s in the same words, whether it exists or not',
  (path) => {
    const { home, keys } = lab()
    symlinkSync(join(home, 'secret.txt'), join(home, '.ssh', 'link'))
    const refused = keys.check(withKey(path.replace('HOME', home)), null)
    expect(refused).toEqual(keys.check(withKey('/no/such/file'), null))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'key-not-chosen' } })
  }
)

test('a file chosen in a dialog is remembered, and what a host has already stays', () => {
  const { home, settings, keys } = lab()
  const path = join(home, 'lab-key')
  expect(keys.check(withKey(path), withKey(path)).ok).toBe(true)
  keys.allow(path)
  expect(keyPaths(settings, home).check(withKey(path), null).ok).toBe(true)
})
