import { readFileSync } from 'node:fs'

/** The last `count` lines of a text that hold anything, without carriage returns; for error messages. */
export const lastLines = (text: string, count: number): string =>
  text
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n')

/** {@link lastLines} of a file; says so when it cannot be read. */
export const lastLinesOfFile = (path: string, count: number): string => {
  try {
    return lastLines(readFileSync(path, 'utf8'), count) || `(${path} is empty)`
  } catch {
    return `(${path} cannot be read)`
  }
}
