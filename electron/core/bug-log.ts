import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const LIMIT_BYTES = 1024 * 1024

/**
 * Writes down what should not happen, into `vflab.log` of the data folder and on stderr. One older file is kept.
 * Never throws: a full disk must not hide the bug itself.
 */
export function bugLog(dataFolder: string, now: () => string): (line: string) => void {
  const path = join(dataFolder, 'vflab.log')
  return (line) => {
    const entry = `${now()} ${line}\n`
    process.stderr.write(entry)
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
      if (size > LIMIT_BYTES) renameSync(path, `${path}.old`)
      appendFileSync(path, entry)
    } catch (error) {
      process.stderr.write(`${path}: ${String(error)}\n`)
    }
  }
}
