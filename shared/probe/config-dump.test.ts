import { describe, expect, it } from 'vitest'
import type { PciAddress } from '../pci/address.ts'
import { parseConfigDump } from './config-dump.ts'

/** `od -A x -t x1` of some bytes, with repeated lines left out as od does it. */
function od(bytes: readonly number[]): string[] {
  const lines: string[] = []
  let last = ''
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes
      .slice(at, at + 16)
      .map((byte) => ` ${byte.toString(16).padStart(2, '0')}`)
      .join('')
    if (row === last) {
      if (lines.at(-1) !== '*') lines.push('*')
    } else lines.push(at.toString(16).padStart(6, '0') + row)
    last = row
  }
  return [...lines, bytes.length.toString(16).padStart(6, '0')]
}

const ascii = (text: string): number[] => [...text].map((one) => one.charCodeAt(0))
const config = (first: number, length: number): number[] => [first, ...new Array<number>(length - 1).fill(0)]
const A = '0000:00:00.0' as PciAddress
const B = '0000:01:10.4' as PciAddress

const tail = (...files: readonly (readonly [string, readonly number[]])[]): number[] =>
  ascii('==> /dev/null <==\n').concat(
    files.flatMap(([name, bytes]) => [...ascii(`\n==> ${name}/config <==\n`), ...bytes])
  )

describe('parseConfigDump', () => {
  it('gives each function its bytes, zeros that od leaves out included', () => {
    const found = parseConfigDump(od(tail([A, config(0x86, 256)], [B, config(0xff, 4096)])), [A, B])
    expect([...found].map(([address, hex]) => [address, hex.length / 2, hex.slice(0, 4)])).toEqual([
      [A, 256, '8600'],
      [B, 4096, 'ff00']
    ])
  })

  it('takes 64 bytes for what a plain user gets', () => {
    expect(parseConfigDump(od(tail([A, config(1, 64)])), [A]).get(A)).toBe(`01${'00'.repeat(63)}`)
  })

  it('leaves out a function that gave nothing, and keeps the next one', () => {
    const found = parseConfigDump(od(tail([A, []], [B, config(2, 64)])), [A, B])
    expect([...found.keys()]).toEqual([B])
  })

  it('does not end at bytes that begin like a header', () => {
    const bytes = config(3, 256)
    ascii('\n==> 0000:ff:').forEach((byte, i) => (bytes[100 + i] = byte))
    expect(parseConfigDump(od(tail([A, bytes], [B, config(4, 64)])), [A, B]).get(A)).toHaveLength(512)
  })

  it('stops at a line that is no dump, and gives no half function', () => {
    const lines = od(tail([A, config(1, 64)], [B, config(2, 4096)]))
    expect([
      ...parseConfigDump([...lines.slice(0, 9), 'od: error', ...lines.slice(9)], [A, B]).keys()
    ]).toEqual([A])
  })

  it('does not let a forged offset fill the memory', () => {
    expect(parseConfigDump(['000000 00', '*', 'ffffffff'], [A]).size).toBe(0)
    expect(parseConfigDump(['*', '00ffff'], [A]).size).toBe(0)
  })
})
