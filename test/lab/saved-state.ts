import { createHash } from 'node:crypto'
import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GuestImage } from './guest-image.ts'
import { LabError } from './lab-error.ts'
import { CACHE_DIRECTORY } from './lab-paths.ts'
import { HOST_FILES, qemuArguments } from './qemu-arguments.ts'
import { withQmp, type QmpCommand } from './qmp.ts'
import { commandOutput } from './run-command.ts'
import type { Topology } from './topology.ts'

const SAVED_DIRECTORY = join(CACHE_DIRECTORY, 'saved')

/** A host as it was right after its boot: it can go on from there in seconds. */
export interface SavedState {
  readonly directory: string
  /** Memory and device state, compressed with zstd. */
  readonly memoryPath: string
  /** Layer above the image's disk; null when the image has none. */
  readonly diskPath: string | null
}

/**
 * Name of the state that fits: it changes with everything that QEMU needs to be the same in order to restore it
 * (devices, memory, image, its own version).
 */
export const savedStateKey = (topology: Topology, image: GuestImage, qemuVersion: string): string => {
  const start = { processName: 'any', sshPort: 0, savedMemoryPath: undefined }
  const facts = [image.key, qemuVersion, ...qemuArguments(topology, image, start)]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12)
}

const qemuVersion = async (): Promise<string> => commandOutput('qemu-system-x86_64', ['--version'])

const stateAt = (directory: string, image: GuestImage): SavedState => ({
  directory,
  memoryPath: join(directory, 'memory.zst'),
  diskPath: image.diskPath === null ? null : join(directory, HOST_FILES.disk)
})

const stateDirectory = async (topology: Topology, image: GuestImage): Promise<string> =>
  join(SAVED_DIRECTORY, `${topology.name}@${savedStateKey(topology, image, await qemuVersion())}`)

/** The saved state of a topology that fits the image and this machine's QEMU; undefined when there is none. */
export const findSavedState = async (
  topology: Topology,
  image: GuestImage
): Promise<SavedState | undefined> => {
  const directory = await stateDirectory(topology, image)
  return existsSync(directory) ? stateAt(directory, image) : undefined
}

/** Throws a LabError when the disk of a saved state is damaged; damaged memory is found by QEMU itself. */
export const checkSavedDisk = async ({ diskPath }: SavedState): Promise<void> => {
  if (diskPath !== null) await commandOutput('qemu-img', ['check', '-q', diskPath])
}

/** Forgets a saved state, e.g. one that cannot be restored. */
export const discardSavedState = ({ directory }: SavedState): void => {
  rmSync(directory, { recursive: true, force: true })
}

/** Longest time that writing the memory of a guest may take, in milliseconds; it is seconds in practice. */
const MIGRATION_TIMEOUT_MS = 120_000

const writeMemory = async (
  execute: (command: QmpCommand) => Promise<unknown>,
  path: string
): Promise<void> => {
  // QEMU limits itself to 128 MiB/s otherwise, out of politeness to a network that is not there.
  await execute({ execute: 'migrate-set-parameters', arguments: { 'max-bandwidth': 4 * 1024 ** 3 } })
  await execute({ execute: 'migrate', arguments: { uri: `file:${path}` } })
  const deadline = Date.now() + MIGRATION_TIMEOUT_MS
  for (;;) {
    const answer = (await execute({ execute: 'query-migrate' })) as {
      status?: string
      'error-desc'?: string
    }
    if (answer.status === 'completed') return
    if (answer.status === 'failed' || answer.status === 'cancelled' || Date.now() > deadline) {
      throw new LabError(`QEMU could not write the memory: ${answer['error-desc'] ?? answer.status}`)
    }
    await sleep(100)
  }
}

/**
 * Saves a running host so that later starts of its topology continue from here, and lets the host go on.
 *
 * The guest should be idle. It stands still for a few seconds meanwhile. The state appears under its final name
 * only when it is complete; earlier states of the same topology are removed.
 */
export const saveState = async (
  topology: Topology,
  image: GuestImage,
  hostDirectory: string
): Promise<SavedState> => {
  const directory = await stateDirectory(topology, image)
  mkdirSync(SAVED_DIRECTORY, { recursive: true })
  const draft = mkdtempSync(join(SAVED_DIRECTORY, '.draft-'))
  try {
    const memory = join(draft, 'memory')
    await withQmp(hostDirectory, async (execute) => {
      await writeMemory(execute, memory)
      // The guest stands still from the end of the migration on, so disk and memory fit together.
      if (image.diskPath !== null) {
        const copy = join(draft, HOST_FILES.disk)
        cpSync(join(hostDirectory, HOST_FILES.disk), copy, { mode: constants.COPYFILE_FICLONE })
      }
      await execute({ execute: 'cont' })
    })
    await commandOutput('zstd', ['-q', '-3', '--rm', memory, '-o', join(draft, 'memory.zst')])
    for (const entry of readdirSync(SAVED_DIRECTORY)) {
      if (entry.startsWith(`${topology.name}@`)) {
        rmSync(join(SAVED_DIRECTORY, entry), { recursive: true, force: true })
      }
    }
    renameSync(draft, directory)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw error
  }
  return stateAt(directory, image)
}
