import { describe, expect, it } from 'vitest'
import { binarySize, bitNames, hex } from './words.ts'

describe('how steps write numbers', () => {
  it('pads hex, and shows 32-bit words as what they are', () => {
    expect([hex(0x1f), hex(0x1f, 4), hex(0x8000_0001 | 0, 8)]).toEqual(['0x1f', '0x001f', '0x80000001'])
  })

  it('names the bits that are set', () => {
    expect(bitNames(0b101, { A: 1, B: 2, C: 4 })).toBe('A | C')
    expect(bitNames(0, { A: 1 })).toBe('0x0')
  })

  it.each([
    [4096, '4 KiB'],
    [2097152, '2 MiB'],
    [2 ** 30, '1 GiB'],
    [1500, '1500 bytes']
  ])('%i bytes are %s', (bytes, text) => {
    expect(binarySize(bytes)).toBe(text)
  })
})
