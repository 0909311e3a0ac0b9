import { describe, expect, it } from 'vitest'
import { plainLine } from './plain-line.ts'

describe('a line from a host', () => {
  it('loses its colours and keeps its words', () => {
    expect(plainLine('\u001b[1;32mok\u001b[0m  VF 1: set VLAN 100')).toBe('ok  VF 1: set VLAN 100')
  })

  it('cannot turn its direction round or move the cursor', () => {
    expect(plainLine('safe \u202egnp.exe')).toBe('safe \u25a1gnp.exe')
    expect(plainLine('done\rfailed')).toBe('done\u25a1failed')
  })

  it('keeps letters of every language', () => {
    expect(plainLine('Größe 大 ٣')).toBe('Größe 大 ٣')
  })
})
