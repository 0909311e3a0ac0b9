import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownKeys } from './known-hosts.ts'

/** A known_hosts file with a key of ssh-keygen, and what ssh-keygen says of the key. */
function fixture(names: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vflab-known-'))
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
  const [, blob] = readFileSync(join(folder, 'key.pub'), 'utf8').split(' ')
  const file = join(folder, 'known_hosts')
  writeFileSync(file, `# comment\n${names} ssh-ed25519 ${blob} somebody\n`)
  const [, fingerprint] = execFileSync('ssh-keygen', ['-lf', join(folder, 'key.pub')], {
    encoding: 'utf8'
  }).split(' ')
  return { file, text: () => readFileSync(file, 'utf8'), key: { algorithm: 'ssh-ed25519', fingerprint } }
}

test('finds the key of a name, an address and a port', () => {
  const { text, key } = fixture('node-7.lab,10.0.0.7,[node-7.lab]:2222')
  expect(knownKeys(text(), 'Node-7.lab', 22)).toEqual([key])
  expect(knownKeys(text(), '10.0.0.7', 22)).toEqual([key])
  expect(knownKeys(text(), 'node-7.lab', 2222)).toEqual([key])
  expect(knownKeys(text(), '10.0.0.7', 2222)).toEqual([])
  expect(knownKeys(text(), 'node-8.lab', 22)).toEqual([])
})

test('finds it in a file that ssh-keygen has hashed', () => {
  const { file, text, key } = fixture('[node-7.lab]:2222')
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' })
  expect(text()).toContain('|1|')
  expect(knownKeys(text(), 'node-7.lab', 2222)).toEqual([key])
  expect(knownKeys(text(), 'node-7.lab', 22)).toEqual([])
})

test('trusts neither revoked keys nor patterns nor broken lines', () => {
  expect(knownKeys(fixture('@revoked node-7.lab').text(), 'node-7.lab', 22)).toEqual([])
  expect(knownKeys(fixture('*.lab').text(), 'node-7.lab', 22)).toEqual([])
  expect(knownKeys('node-7.lab ssh-ed25519 !!!!\nnode-7.lab\n\n', 'node-7.lab', 22)).toEqual([])
})
