import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isHostRunning, type HostRecord } from './host-record.ts'
import { LabError } from './lab-error.ts'
import { HOST_FILES } from './qemu-arguments.ts'
import { identifyProcess, type ProcessIdentity } from './process-identity.ts'

/** Time a process gets to end after a polite request, in milliseconds. */
const TERMINATION_GRACE_MS = 5_000

/**
 * Starts QEMU in a host's directory, detached from this process: it goes on when this process ends.
 *
 * What it prints goes to a log file there. Returns as soon as it runs; it may still find fault with its
 * arguments and end.
 */
export const launchQemu = (args: readonly string[], directory: string): Promise<ProcessIdentity> =>
  new Promise((resolve, reject) => {
    const log = openSync(join(directory, HOST_FILES.qemuLog), 'a')
    const child = spawn('qemu-system-x86_64', args, {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log]
    })
    closeSync(log)
    child.once('error', (error) => reject(new LabError(`cannot start qemu-system-x86_64: ${error.message}`)))
    child.once('spawn', () => {
      child.unref()
      const identity = child.pid === undefined ? undefined : identifyProcess(child.pid)
      if (identity) resolve(identity)
      else reject(new LabError('qemu-system-x86_64 ended right after its start'))
    })
  })

/** Ends a host's QEMU and waits until it is gone. Only ever signals the process that was started for the host. */
export const terminateQemu = async (record: HostRecord): Promise<void> => {
  if (!record.qemu) return
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isHostRunning(record)) return
    process.kill(record.qemu.pid, signal)
    const deadline = Date.now() + TERMINATION_GRACE_MS
    while (isHostRunning(record) && Date.now() < deadline) await sleep(50)
  }
}
