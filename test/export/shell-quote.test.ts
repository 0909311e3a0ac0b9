import fc from 'fast-check'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shellQuote } from '#shared/export/bash/shell-quote.ts'
import { ATTACKS, hostileText } from './hostile-text.ts'
import { inEmptyFolder, runTool } from './run-tool.ts'

const SHELLS: readonly (readonly [string, readonly string[]])[] = [
  ['bash', ['bash']],
  ['bash as sh', ['bash', '--posix']],
  ['dash', ['dash']],
  ['busybox sh', ['busybox', 'sh']]
]

/** Prints each word with NUL behind it; a wrongly quoted one would be run, split, or changed. */
function throughShell(shell: readonly string[], texts: readonly string[]): readonly string[] {
  return inEmptyFolder((folder) => {
    const script = texts.map((text) => `printf '%s\\0' ${shellQuote(text)}`).join('\n')
    const [program = '', ...args] = shell
    const { status, stdout, stderr } = runTool(program, [...args, '-s'], {
      input: `${script}\n`,
      cwd: folder
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(readdirSync(folder), 'something was executed').toEqual([])
    return stdout.split('\0').slice(0, -1)
  })
}

describe.each(SHELLS)('a quoted word in %s', (_, shell) => {
  it('comes out of every known attack as it went in', () => {
    expect(throughShell(shell, ATTACKS)).toEqual(ATTACKS)
  })

  it('comes out of thousands of random hostile texts as it went in', () => {
    const texts = fc.sample(hostileText, { numRuns: 4000, seed: 20261123 })
    expect(throughShell(shell, texts)).toEqual(texts)
  })
})
