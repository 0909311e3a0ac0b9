/** Characters of log kept for one run: a run of 256 VFs writes about 100,000. */
export const RUN_LOG_LIMIT = 1_000_000

/** The log of a run: every line is written down at once, up to a limit, and handed on. */
export interface RunLog {
  add(...lines: readonly string[]): void
}

/** `keep` gets text that ends with a line feed; `watch` gets the lines, those past the limit as well. */
export function runLog(keep: (text: string) => void, watch: (lines: readonly string[]) => void): RunLog {
  let length = 0
  return {
    add(...lines) {
      const text = lines.map((line) => `${line}\n`).join('')
      if (length + text.length <= RUN_LOG_LIMIT) keep(text)
      else if (length <= RUN_LOG_LIMIT) keep('[log cut here]\n')
      length += text.length
      watch(lines)
    }
  }
}
