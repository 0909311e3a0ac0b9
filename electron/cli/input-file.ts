import { closeSync, openSync, readSync } from 'node:fs'
import { CommandFailure, EXIT } from './exit-codes.ts'

/** How messages call an input file. */
export const inputName = (path: string): string => (path === '-' ? 'stdin' : path)

/** No plan, scenario, preset, matrix or measurement is larger. */
const LIMIT_MIB = 16
const LIMIT_BYTES = LIMIT_MIB * 1024 * 1024

/** Text of an input file, - for stdin; a file that cannot be read or is too large is wrong usage. */
export function readInput(path: string): string {
  const bytes = readUpTo(path, LIMIT_BYTES + 1)
  if (bytes.length <= LIMIT_BYTES) return bytes.toString('utf8')
  throw new CommandFailure(
    EXIT.usage,
    `${inputName(path)} has more than ${LIMIT_MIB} MiB, which is the limit`,
    'Choose another file.'
  )
}

/** At most `limit` bytes: of a pipe the size is not known beforehand, so counting ends the reading. */
function readUpTo(path: string, limit: number): Buffer {
  try {
    const file = path === '-' ? 0 : openSync(path, 'r')
    try {
      return readAll(file, limit)
    } finally {
      if (file !== 0) closeSync(file)
    }
  } catch (error) {
    throw new CommandFailure(EXIT.usage, error instanceof Error ? error.message : String(error))
  }
}

const CHUNK_BYTES = 64 * 1024

function readAll(file: number, limit: number): Buffer {
  const chunks: Buffer[] = []
  let length = 0
  while (length < limit) {
    const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, limit - length))
    const read = readSync(file, chunk)
    if (read === 0) break
    chunks.push(chunk.subarray(0, read))
    length += read
  }
  return Buffer.concat(chunks)
}
