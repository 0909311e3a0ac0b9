import { expect, it } from 'vitest'
import { hostKeyFileOf } from './host-key-file.ts'

it.each([
  ['ssh-ed25519', '/etc/ssh/ssh_host_ed25519_key.pub'],
  ['rsa-sha2-512', '/etc/ssh/ssh_host_rsa_key.pub'],
  ['ecdsa-sha2-nistp256', '/etc/ssh/ssh_host_ecdsa_key.pub'],
  // What a host says never becomes part of a command.
  ['; rm -rf /', '/etc/ssh/ssh_host_*_key.pub']
])('shows where the host keeps a %s key', (algorithm, file) => {
  expect(hostKeyFileOf(algorithm)).toBe(file)
})
