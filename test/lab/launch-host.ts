import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GuestImage } from './guest-image.ts'
import {
  hostDirectory,
  isHostRunning,
  qemuName,
  readHostRecords,
  writeHostRecord,
  type HostRecord
} from './host-record.ts'
import { LabError } from './lab-error.ts'
import { lastLinesOfFile } from './last-lines.ts'
import { HOST_FILES, qemuArguments } from './qemu-arguments.ts'
import { launchQemu } from './qemu-process.ts'
import { commandOutput } from './run-command.ts'
import type { SavedState } from './saved-state.ts'
import { hostPublicKey, knownHostsLine } from './ssh-keys.ts'
import { choosePort, portCandidates } from './ssh-port.ts'
import type { Topology } from './topology.ts'
import { SSH_ADDRESS } from './virtual-host.ts'

const PORT_ATTEMPTS = 5

/** How long QEMU may take to refuse a port that somebody else has; it does so before anything else runs. */
const PORT_REFUSAL_MS = 400

/** Disk of a start: everything the guest writes stays in a layer that is thrown away with the host. */
const makeDiskLayer = async (name: string, backingPath: string): Promise<void> => {
  const path = join(hostDirectory(name), HOST_FILES.disk)
  await commandOutput('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', backingPath, path])
}

const portsOfOthers = (name: string): number[] =>
  readHostRecords().flatMap((other) => (other.name === name || other.port === null ? [] : [other.port]))

/**
 * Launches QEMU for a claimed name, from a saved state or else to boot the image, and records it.
 *
 * Chooses a free port. Another program can be quicker to take it: then the next one is tried. Throws a LabError
 * with QEMU's own words when it does not accept its arguments.
 */
export const launchHost = async (
  claim: HostRecord,
  topology: Topology,
  image: GuestImage,
  saved: SavedState | undefined
): Promise<HostRecord> => {
  const directory = hostDirectory(claim.name)
  const logPath = join(directory, HOST_FILES.qemuLog)
  const backing = saved?.diskPath ?? image.diskPath
  const refused: number[] = []
  while (refused.length < PORT_ATTEMPTS) {
    const port = await choosePort(
      portCandidates(claim.name),
      new Set([...portsOfOthers(claim.name), ...refused])
    )
    writeFileSync(join(directory, HOST_FILES.knownHosts), knownHostsLine(SSH_ADDRESS, port, hostPublicKey()))
    rmSync(logPath, { force: true })
    if (backing !== null) await makeDiskLayer(claim.name, backing)
    const start = { processName: qemuName(claim.name), sshPort: port, savedMemoryPath: saved?.memoryPath }
    const qemu = await launchQemu(qemuArguments(topology, image, start), directory)
    const record: HostRecord = { ...claim, port, qemu }
    writeHostRecord(record)
    await sleep(PORT_REFUSAL_MS)
    if (isHostRunning(record)) return record
    const complaint = lastLinesOfFile(logPath, 10)
    if (!complaint.includes('host forwarding')) {
      throw new LabError(`${claim.name}: QEMU ended right after its start:\n${complaint}`)
    }
    refused.push(port)
  }
  throw new LabError(`${claim.name}: other programs took the ports ${refused.join(', ')} first`)
}
