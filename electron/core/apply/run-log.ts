import { RUN_LOG_LIMIT } from '../store/run-table.ts'

/** The log of a run as it grows: kept in memory up to the limit of the audit, and handed on line by line. */
export interface RunLog {
  add(...lines: readonly string[]): void
  text(): string
}

/** `watch` gets the lines as they come, those past the limit as well. */
export function runLog(watch: (lines: readonly string[]) => void): RunLog {
  const kept: string[] = []
  let length = 0
  return {
    add(...lines) {
      for (const line of lines) {
        if (length <= RUN_LOG_LIMIT) kept.push(line)
        length += line.length + 1
      }
      watch(lines)
    },
    text: () => kept.map((line) => `${line}\n`).join('')
  }
}
