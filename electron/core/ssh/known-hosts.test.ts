import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownHosts } from './known-hosts.ts'

const knownKeys = (text: string, address: string, port: number) => knownHosts(text, address, port).keys

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

test('a revoked key is not trusted, and told', () => {
  const { text, key } = fixture('@revoked node-7.lab')
  expect(knownHosts(text(), 'node-7.lab', 22)).toEqual({ keys: [], revoked: [key] })
  const everywhere = fixture('@revoked *')
  expect(knownHosts(everywhere.text(), '10.0.0.7', 22).revoked).toEqual([everywhere.key])
})

test.each([
  ['*.lab', 'node-7.lab', true],
  ['node-?.lab', 'node-7.lab', true],
  ['node-?.lab', 'node-77.lab', false],
  ['*.lab,!node-7.lab', 'node-7.lab', false],
  ['*.lab,!node-7.lab', 'node-8.lab', true],
  ['10.0.*', '10.0.0.7', true],
  [`${'*a'.repeat(30)}b`, 'a'.repeat(200), false]
])('%s for %s: %s', (names, address, isKnown) => {
  expect(knownKeys(fixture(names).text(), address, 22)).toHaveLength(isKnown ? 1 : 0)
})

test('all keys of a host count', () => {
  const [first, second] = [fixture('node-7.lab'), fixture('node-7.lab')]
  expect(knownKeys(first.text() + second.text(), 'node-7.lab', 22)).toEqual([first.key, second.key])
})

test('neither a certificate authority nor a broken line trusts a key', () => {
  expect(knownKeys(fixture('@cert-authority *.lab').text(), 'node-7.lab', 22)).toEqual([])
  expect(knownKeys('node-7.lab ssh-ed25519 !!!!\nnode-7.lab\n\n', 'node-7.lab', 22)).toEqual([])
})
