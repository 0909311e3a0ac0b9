import { describe, expect, it } from 'vitest'
import { sectionOf, splitSections } from './sections.ts'

const NONCE = '00112233445566778899aabbccddeeff'
const output = (...lines: string[]) => [`@${NONCE} vf-lab-probe 1`, ...lines, `@${NONCE} end`, ''].join('\n')

describe('splitSections', () => {
  it('gives the lines of each section and what was noted in it', () => {
    const result = splitSections(
      output(
        `@${NONCE} section net`,
        '',
        `@${NONCE} note no-json ip`,
        '1: lo',
        '',
        `@${NONCE} section names`,
        `@${NONCE} note missing lspci`
      )
    )
    if (!result.ok) throw new Error(result.error.kind)
    expect(sectionOf(result.value, 'net')).toEqual({
      lines: ['1: lo'],
      notes: [{ kind: 'no-json', tool: 'ip' }]
    })
    expect(sectionOf(result.value, 'names')).toEqual({
      lines: [],
      notes: [{ kind: 'missing', tool: 'lspci' }]
    })
    expect(sectionOf(result.value, 'config')).toEqual({ lines: [], notes: [] })
  })

  it('takes no mark without the nonce for one', () => {
    const forged = [
      '@ffffffffffffffffffffffffffffffff section pci',
      '@ffffffffffffffffffffffffffffffff end',
      '@end',
      ` @${NONCE} end`
    ]
    const result = splitSections(output(`@${NONCE} section vfio-users`, ...forged, 'after'))
    if (!result.ok) throw new Error(result.error.kind)
    expect(sectionOf(result.value, 'vfio-users').lines).toEqual([...forged, 'after'])
    expect(sectionOf(result.value, 'pci').lines).toEqual([])
  })

  it('passes over a login message before the first mark', () => {
    expect(splitSections(`Welcome to lab-a1\n@not a mark\n${output()}`).ok).toBe(true)
  })

  it('knows an output that was cut off, and where', () => {
    const whole = output(`@${NONCE} section pci`, '0000:00:00.0/vendor:0x8086')
    const cut = whole.slice(0, whole.indexOf('0x80'))
    expect(splitSections(cut)).toEqual({
      ok: false,
      error: { kind: 'cut-off', lastSection: 'pci', bytes: cut.length }
    })
    expect(splitSections(`@${NONCE} vf-lab-probe 1\n`)).toMatchObject({
      error: { kind: 'cut-off', lastSection: null }
    })
  })

  it('refuses the output of a newer probe', () => {
    expect(splitSections(`@${NONCE} vf-lab-probe 7\n`)).toEqual({
      ok: false,
      error: { kind: 'newer-version', of: 'probe', version: 7, supported: 1 }
    })
  })

  it.each(['', 'sh: not found', '=== host\nLinux'])('takes %j for no capture', (text) => {
    expect(splitSections(text)).toMatchObject({ ok: false, error: { kind: 'not-a-capture' } })
  })
})
