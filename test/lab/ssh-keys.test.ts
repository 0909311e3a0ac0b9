import { describe, expect, it } from 'vitest'
import { knownHostsLine, sha256Fingerprint } from './ssh-keys.ts'

// A key made for this test, and what `ssh-keygen -lf` says about it.
const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHs7ZOy82irP0tgmToozTofFK16XhJmVD8U1c9hkAVEx'
const FINGERPRINT = 'SHA256:q/EJhjFRdIuAre4mofsL398I0g4lRBfInQEjsoDDvpM'

describe('SSH keys', () => {
  it('have the fingerprint that ssh-keygen prints', () => {
    expect(sha256Fingerprint(PUBLIC_KEY)).toBe(FINGERPRINT)
  })

  it('are pinned for an address and port', () => {
    expect(knownHostsLine('127.0.0.1', 22_001, PUBLIC_KEY)).toBe(`[127.0.0.1]:22001 ${PUBLIC_KEY}\n`)
  })
})
