import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bootStall, StalledBoot } from './boot-stall.ts'
import { hostDirectory, isHostRunning, type HostRecord } from './host-record.ts'
import { LabError } from './lab-error.ts'
import { lastLinesOfFile } from './last-lines.ts'
import { HOST_FILES } from './qemu-arguments.ts'
import { withQmp } from './qmp.ts'
import { sshExec } from './ssh-command.ts'
import { sshTarget } from './virtual-host.ts'

/**
 * One attempt to log in. A guest under load is slow at key exchange. Before the guest can answer, QEMU's user
 * network takes a connection and repeats it towards the guest only after 6 s; a new connection is quicker.
 */
const LOGIN_LIMITS = { timeoutMs: 20_000, connectTimeoutSeconds: 2 }

/** A machine id (machine-id(5)) that belongs to the name, as restored guests would all have the same. */
const machineId = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32)

/**
 * Shell commands that give a guest of any flavour the time and its identity. A restored guest has the clock,
 * the name and the machine id it was saved with.
 */
const introduction = (name: string): string =>
  [
    `date -s @${Math.round(Date.now() / 1000)} >/dev/null`,
    `hostname ${name}`,
    `echo ${name} >/etc/hostname`,
    `echo ${machineId(name)} >/etc/machine-id`
  ].join(' && ')

const logTails = (name: string): string =>
  [HOST_FILES.qemuLog, HOST_FILES.console]
    .map((file) => `--- end of ${file}\n${lastLinesOfFile(join(hostDirectory(name), file), 20)}`)
    .join('\n')

/** What the guest has printed so far; empty before QEMU has made the file. */
const consoleOf = (name: string): string => {
  try {
    return readFileSync(join(hostDirectory(name), HOST_FILES.console), 'utf8')
  } catch {
    return ''
  }
}

/** Waits until QEMU has read a saved state and the guest goes on. A LabError after `timeoutMs` milliseconds. */
export const waitForResumption = async (record: HostRecord, timeoutMs: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs
  await withQmp(hostDirectory(record.name), async (execute) => {
    while (Date.now() < deadline) {
      const { running } = (await execute({ execute: 'query-status' })) as { running: boolean }
      if (running) return
      await sleep(50)
    }
    throw new LabError(`${record.name}: QEMU has not read the saved state within ${timeoutMs / 1000} s`)
  })
}

/**
 * Waits until root can log in over SSH, and gives the guest the time and its identity.
 *
 * A LabError with the end of the logs when QEMU ends or after `timeoutMs` milliseconds; a StalledBoot as soon as the
 * console shows that the guest will not come up.
 */
export const waitForLogin = async (record: HostRecord, timeoutMs: number): Promise<void> => {
  const deadline = Date.now() + timeoutMs
  let answer = ''
  while (Date.now() < deadline) {
    if (!isHostRunning(record)) {
      throw new LabError(`${record.name}: QEMU ended before the guest was up\n${logTails(record.name)}`)
    }
    const stall = bootStall(consoleOf(record.name))
    if (stall !== null) throw new StalledBoot(`${record.name}: the guest has stalled: ${stall}.`)
    const { code, stderr } = await sshExec(sshTarget(record), introduction(record.name), LOGIN_LIMITS)
    if (code === 0) return
    answer = stderr.trim()
    await sleep(200)
  }
  throw new LabError(
    `${record.name}: no SSH login within ${timeoutMs / 1000} s (ssh said: ${answer || 'nothing'})\n` +
      logTails(record.name)
  )
}
