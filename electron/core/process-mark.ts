import { readFileSync } from 'node:fs'

/** A process, told from a later one that got the same number. */
export interface ProcessMark {
  readonly pid: number
  /** Boot and start time in clock ticks; null where the system does not tell: then only the number counts. */
  readonly started: string | null
}

/** The process that runs this. */
export const ownProcess = (): ProcessMark => ({ pid: process.pid, started: startOf(process.pid) })

/** Whether the process still runs. One of another user counts. */
export function isAlive({ pid, started }: ProcessMark): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  return started === null || started === (startOf(pid) ?? started)
}

/** Linux only. Fields as in proc(5): the name in parentheses may hold blanks, so counting starts behind it. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return startTime === undefined ? null : `${boot} ${startTime}`
  } catch {
    return null
  }
}
