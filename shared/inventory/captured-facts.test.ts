import { describe, expect, it } from 'vitest'
import { captureText } from '../../test/hosts/captures.ts'
import { parseCapture } from '../probe/parse-capture.ts'
import { buildInventory } from './build.ts'
import { functionAt } from './lookup.ts'
import { at } from './test-host.ts'
import type { InventoryHost } from './types.ts'

/** A captured machine; `edit` changes its text before it is read. */
function captured(name: string, edit: (text: string) => string = (text) => text): InventoryHost {
  const snapshot = parseCapture(edit(captureText(name)))
  if (!snapshot.ok) throw new Error(`${name} cannot be read: ${snapshot.error.kind}`)
  return buildInventory('h', snapshot.value)
}
const PF = at('0000:01:00.0')
const roleOf = (host: InventoryHost, address: string) => functionAt(host, at(address))?.role
const unassigned = (host: InventoryHost) => {
  const role = roleOf(host, PF)
  return role?.kind === 'pf' ? role.sriov.unassignedVfBars : null
}

describe('what the config space of a captured machine adds', () => {
  it('VF BARs that got addresses, and those that did not', () => {
    expect(unassigned(captured('two-nics'))).toEqual({ known: true, value: [] })
    // Resource 7 is VF BAR 0, in line 8 of the file; the kernel shows zeros where it found no place.
    const without = captured('two-nics', (text) => text.replace(/^0000:01:00\.0\/resource:8:.*\n/m, ''))
    expect(unassigned(without)).toEqual({ known: true, value: [0] })
    const atZero = captured('two-nics', (text) =>
      text.replace(/^(0000:01:00\.0\/resource:11:)0x\w+ 0x\w+/m, `$10x0000000000000000 0x000000000001ffff`)
    )
    expect(unassigned(atZero)).toEqual({ known: true, value: [3] })
  })

  it('MSI-X vectors, and the buses behind a bridge', () => {
    const host = captured('two-nics')
    expect(functionAt(host, PF)?.msixVectors).toEqual({ known: true, value: 10 })
    const parent = functionAt(host, PF)?.parent
    if (!parent) throw new Error('no bridge')
    expect(roleOf(host, parent)).toEqual({ kind: 'bridge', buses: { secondary: 1, subordinate: 1 } })
    expect(roleOf(host, '0000:00:1f.0')).toEqual({ kind: 'bridge', buses: null })
  })

  it('nothing that is past the 64 bytes which a plain user may read', () => {
    const host = captured('unprivileged')
    expect(unassigned(host)?.known).toBe(false)
    expect(functionAt(host, PF)?.msixVectors.known).toBe(false)
    const parent = functionAt(host, PF)?.parent
    expect(parent && roleOf(host, parent)).toMatchObject({ buses: { secondary: 1 } })
  })

  it('the kernel command line', () => {
    expect(captured('two-nics').kernelCommandLine).toMatchObject({ known: true })
  })
})
