import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inputHash } from './input-hash.ts'

describe('input hash', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'vf-lab-hash-'))
    mkdirSync(join(root, 'tree'))
    writeFileSync(join(root, 'script.sh'), 'echo 1\n')
    writeFileSync(join(root, 'tree/file'), 'content')
  })

  afterEach(() => rmSync(root, { recursive: true }))

  const hash = (facts: string[] = ['base']): string => inputHash(root, ['script.sh', 'tree'], facts)

  it('stays the same while the inputs do', () => {
    const before = hash()
    utimesSync(join(root, 'script.sh'), 0, 0)
    writeFileSync(join(root, 'unrelated'), 'not an input')
    expect(hash()).toBe(before)
    expect(before).toMatch(/^[0-9a-f]{12}$/)
  })

  it.each([
    ['the content of a file', () => writeFileSync(join(root, 'tree/file'), 'Content')],
    ['a file that is added to a directory', () => writeFileSync(join(root, 'tree/more'), '')],
    ['whether a file is executable', () => chmodSync(join(root, 'script.sh'), 0o755)]
  ])('changes with %s', (_, change) => {
    const before = hash()
    change()
    expect(hash()).not.toBe(before)
  })

  it('changes with the facts', () => {
    expect(hash(['virt'])).not.toBe(hash())
  })
})
