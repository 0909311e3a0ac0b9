import { randomBytes } from 'node:crypto'
import { bootAgainWhereStalled } from './boot-stall.ts'
import { ensureGuestImage, type GuestImage } from './guest-image.ts'
import { waitForLogin, waitForResumption } from './guest-login.ts'
import { ensureHostPackages } from './host-packages.ts'
import {
  claimHostName,
  hostDirectory,
  isHostAbandoned,
  readHostRecord,
  readHostRecords,
  writeHostRecord,
  type HostRecord
} from './host-record.ts'
import { launchHost } from './launch-host.ts'
import { terminateQemu } from './qemu-process.ts'
import {
  checkSavedDisk,
  discardSavedState,
  findSavedState,
  saveState,
  type SavedState
} from './saved-state.ts'
import { sshExec } from './ssh-command.ts'
import { findTopology } from './topologies.ts'
import type { Topology } from './topology.ts'
import { sshTarget, stopHost, virtualHost, type VirtualHost } from './virtual-host.ts'

/** What to start and how. */
export interface StartOptions {
  /** Name of a topology, see topologies.ts. */
  readonly topology: string
  /** Unique among the running hosts; made from the topology's name when left out. */
  readonly name?: string
  /** Boot even if there is a saved state. */
  readonly cold?: boolean
  /** After a boot, save the state so that later starts take seconds; ignored where QEMU cannot save. */
  readonly save?: boolean
  /** Leave the host running when this process ends. Else whoever uses the rig next stops it. */
  readonly keep?: boolean
  /** Gets a line for everything that takes time or changes the machine. Silent when left out. */
  readonly say?: (message: string) => void
}

/** Booting takes about 20 s on an idle machine, and ten times that on a very busy one. */
const BOOT_TIMEOUT_MS = 420_000
/** About one boot in forty stalls, on a quiet machine, too; the next one has never done so. */
const BOOT_ATTEMPTS = 3
/** Restoring takes about 2 s on an idle machine. */
const RESTORE_TIMEOUT_MS = 60_000

const comeUp = async (
  claim: HostRecord,
  topology: Topology,
  image: GuestImage,
  saved: SavedState | undefined
): Promise<HostRecord> => {
  const startedAt = Date.now()
  const launched = await launchHost(claim, topology, image, saved)
  try {
    if (saved) await waitForResumption(launched, RESTORE_TIMEOUT_MS)
    await waitForLogin(launched, saved ? RESTORE_TIMEOUT_MS : BOOT_TIMEOUT_MS)
  } catch (error) {
    await terminateQemu(launched)
    throw error
  }
  const seconds = (Date.now() - startedAt) / 1000
  return { ...launched, ready: { origin: saved ? 'saved state' : 'cold boot', seconds } }
}

/** Restores the saved state, or boots when there is none or it turns out to be unusable. */
const restoreOrBoot = async (
  claim: HostRecord,
  topology: Topology,
  image: GuestImage,
  saved: SavedState | undefined,
  say: (message: string) => void
): Promise<HostRecord> => {
  const boot = (): Promise<HostRecord> =>
    bootAgainWhereStalled(BOOT_ATTEMPTS, () => comeUp(claim, topology, image, undefined), say)
  if (!saved) return boot()
  try {
    await checkSavedDisk(saved)
    return await comeUp(claim, topology, image, saved)
  } catch (error) {
    // Stopped meanwhile by somebody else, and cleaned up.
    if (!readHostRecord(claim.name)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    say(`The saved state of ${topology.name} cannot be restored; booting instead. ${reason}`)
    discardSavedState(saved)
    return boot()
  }
}

/** Lets a guest finish what its boot has begun, and shrinks what is to be saved. */
const SETTLE = [
  'if command -v systemctl; then systemctl is-system-running --wait; udevadm settle; fi',
  'sync',
  'echo 3 >/proc/sys/vm/drop_caches'
].join('\n')

const saveAfterBoot = async (
  record: HostRecord,
  topology: Topology,
  image: GuestImage,
  say: (message: string) => void
): Promise<void> => {
  const startedAt = Date.now()
  await sshExec(sshTarget(record), SETTLE)
  await saveState(topology, image, hostDirectory(record.name))
  say(`Saved the state of ${topology.name} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
}

/** Stops hosts that nobody uses any more, such as those of a test run that was killed. */
const stopAbandonedHosts = async (say: (message: string) => void): Promise<void> => {
  for (const record of readHostRecords().filter(isHostAbandoned)) {
    say(`Stopping ${record.name}, which a process that has ended left behind`)
    await stopHost(record.name)
  }
}

const uniqueName = (topology: Topology): string => `${topology.name}-${randomBytes(3).toString('hex')}`

/**
 * Starts a virtual host and waits until it answers over SSH.
 *
 * Installs what is missing on the machine and builds the image first when necessary. From a saved state where
 * there is one (about 2 s), else by booting (about 20 s). Throws a LabError with the end of the logs when the
 * host does not come up; nothing is left running then.
 */
export const startHost = async (options: StartOptions): Promise<VirtualHost> => {
  const say = options.say ?? (() => undefined)
  const topology = findTopology(options.topology)
  await ensureHostPackages(say)
  await stopAbandonedHosts(say)
  const image = await ensureGuestImage(topology.flavour, say)
  const claim = claimHostName(options.name ?? uniqueName(topology), topology.name, options.keep ?? false)
  try {
    const saved = options.cold ? undefined : await findSavedState(topology, image)
    const record = await restoreOrBoot(claim, topology, image, saved, say)
    const isBooted = record.ready?.origin === 'cold boot'
    if (options.save && topology.isSavable && isBooted) await saveAfterBoot(record, topology, image, say)
    writeHostRecord(record)
    return virtualHost(record)
  } catch (error) {
    await stopHost(claim.name)
    throw error
  }
}
