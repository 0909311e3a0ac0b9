import { readFileSync } from 'node:fs'

/** A process of this machine. Ids are reused, start times are not: together they name one process. */
export interface ProcessIdentity {
  readonly pid: number
  /** Start time in clock ticks since boot: field 22 of /proc/PID/stat, proc(5). */
  readonly startTicks: number
}

/** Start time out of the content of /proc/PID/stat; the command name in it may hold spaces and parentheses. */
export const parseStartTicks = (stat: string): number | undefined => {
  const fieldsAfterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Field 3, the state, is the first after the name. A zombie has ended already.
  if (fieldsAfterName[0] === 'Z') return undefined
  const ticks = Number(fieldsAfterName[19])
  return Number.isInteger(ticks) ? ticks : undefined
}

const readProc = (pid: number, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // The process has ended.
    return undefined
  }
}

/** The identity of a running process; undefined when there is none with that id. */
export const identifyProcess = (pid: number): ProcessIdentity | undefined => {
  const stat = readProc(pid, 'stat')
  const startTicks = stat === undefined ? undefined : parseStartTicks(stat)
  return startTicks === undefined ? undefined : { pid, startTicks }
}

/** Whether exactly this process still runs. */
export const isRunning = ({ pid, startTicks }: ProcessIdentity): boolean =>
  identifyProcess(pid)?.startTicks === startTicks

/** The arguments a process was started with; empty when it has ended. */
export const processArguments = (pid: number): string[] =>
  readProc(pid, 'cmdline')?.split('\0').slice(0, -1) ?? []
