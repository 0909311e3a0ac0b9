import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readInput } from './input-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'vflab-input-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('reads a file whole, and refuses one beyond the limit with its name', () => {
  const small = join(folder, 'small')
  writeFileSync(small, 'ä'.repeat(100_000))
  expect(readInput(small)).toBe('ä'.repeat(100_000))
  const large = join(folder, 'large')
  writeFileSync(large, '')
  truncateSync(large, 100 * 1024 * 1024)
  expect(() => readInput(large)).toThrow(/large has more than 16 MiB/)
})
