import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const filesUnder = (root: string, path: string): string[] =>
  statSync(join(root, path)).isDirectory()
    ? readdirSync(join(root, path))
        .sort()
        .flatMap((entry) => filesUnder(root, join(path, entry)))
    : [path]

/**
 * A short name for a set of inputs: the same inputs give the same 12 hexadecimal digits.
 *
 * Inputs are the files and directories `paths` below `root` (names, contents, whether executable; times and
 * owners do not count) and the strings in `facts`, in the given order.
 */
export const inputHash = (root: string, paths: readonly string[], facts: readonly string[]): string => {
  const hash = createHash('sha256').update(JSON.stringify(facts))
  for (const file of paths.flatMap((path) => filesUnder(root, path))) {
    const isExecutable = (statSync(join(root, file)).mode & 0o100) !== 0
    const content = readFileSync(join(root, file))
    hash.update(JSON.stringify([file, isExecutable, content.length])).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}
