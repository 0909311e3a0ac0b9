import { readFileSync } from 'node:fs'
import { CommandFailure, EXIT } from './exit-codes.ts'

/** How messages call an input file. */
export const inputName = (path: string): string => (path === '-' ? 'stdin' : path)

/** Text of an input file, - for stdin; a file that cannot be read is wrong usage. */
export function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw new CommandFailure(EXIT.usage, error instanceof Error ? error.message : String(error))
  }
}
