/** Lines of a job's log in order, beginning with line number `from` (0-based): the first ones may have been dropped. */
export interface JobLog {
  readonly from: number
  readonly lines: readonly string[]
}

/** Lines kept of one job, in the main process and in the window. A run over 256 VFs prints about 5,000. */
export const JOB_LOG_LIMIT = 10_000

/** The number of the line that comes next. */
export const endOfLog = ({ from, lines }: JobLog): number => from + lines.length

/**
 * Two parts of the log of one job as one, in any order; lines that are in both are there once. Keeps the last
 * `JOB_LOG_LIMIT` lines. null = lines between the two parts are missing.
 */
export function joinLogs(one: JobLog, other: JobLog): JobLog | null {
  const [first, second] = one.from <= other.from ? [one, other] : [other, one]
  if (second.from > endOfLog(first)) return null
  const isWithin = endOfLog(second) <= endOfLog(first)
  const lines = isWithin ? first.lines : [...first.lines.slice(0, second.from - first.from), ...second.lines]
  const dropped = Math.max(0, lines.length - JOB_LOG_LIMIT)
  return { from: first.from + dropped, lines: dropped === 0 ? lines : lines.slice(dropped) }
}
