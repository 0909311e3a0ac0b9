import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from './lab-error.ts'
import { RUN_DIRECTORY } from './lab-paths.ts'
import { identifyProcess, isRunning, processArguments, type ProcessIdentity } from './process-identity.ts'

/** How a host came up. */
export type Origin = 'cold boot' | 'saved state'

/** What is on disk about one host: `.run/NAME/host.json`. */
export interface HostRecord {
  readonly name: string
  readonly topology: string
  /** Set once the host answers over SSH. */
  readonly ready: { readonly origin: Origin; readonly seconds: number } | null
  /** TCP port of its SSH server on 127.0.0.1; null before one was chosen. */
  readonly port: number | null
  /** Its QEMU; null before that was started. */
  readonly qemu: ProcessIdentity | null
  /** The process that started it. */
  readonly starter: ProcessIdentity
  /** Whether it is meant to outlive its starter. Tests stop their hosts; `lab up` leaves them running. */
  readonly isKept: boolean
}

/** Directory of a host's run state: record, known_hosts, disk overlay, logs. */
export const hostDirectory = (name: string): string => join(RUN_DIRECTORY, name)

/** `-name` of a host's QEMU, what process listings show. */
export const qemuName = (name: string): string => `vf-lab-${name}`

/** Names are used in paths, process titles and as host names: lower case letters, digits and dashes, up to 40. */
export const isHostName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(name)

/** Parses a record; undefined when it is none, such as a file cut short by a crash. */
export const parseHostRecord = (text: string): HostRecord | undefined => {
  try {
    const record = JSON.parse(text) as HostRecord
    const isComplete =
      typeof record.name === 'string' &&
      typeof record.topology === 'string' &&
      typeof record.starter?.pid === 'number' &&
      record.port !== undefined &&
      record.qemu !== undefined &&
      record.ready !== undefined
    return isComplete ? record : undefined
  } catch {
    return undefined
  }
}

const recordPath = (name: string): string => join(hostDirectory(name), 'host.json')

/** Writes a record so that readers see the old or the new one, never a part. */
export const writeHostRecord = (record: HostRecord): void => {
  const draft = `${recordPath(record.name)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(draft, recordPath(record.name))
}

/** The record of a host; undefined when there is none. */
export const readHostRecord = (name: string): HostRecord | undefined => {
  try {
    return parseHostRecord(readFileSync(recordPath(name), 'utf8'))
  } catch {
    return undefined
  }
}

/** Whether the host's QEMU runs, and is the one that was started for it. */
export const isHostRunning = ({ name, qemu }: HostRecord): boolean =>
  qemu !== null && isRunning(qemu) && processArguments(qemu.pid).includes(qemuName(name))

/** Whether the host runs, or its starter is still at work on it. */
export const isHostAlive = (record: HostRecord): boolean =>
  isHostRunning(record) || (record.ready === null && isRunning(record.starter))

/** Whether nobody is going to use this running host any more: its test run ended without stopping it. */
export const isHostAbandoned = (record: HostRecord): boolean =>
  isHostRunning(record) && !isRunning(record.starter) && (!record.isKept || record.ready === null)

/** Whether two records are about the same start of a host, and not about two hosts that had one name. */
export const isSameHost = (one: HostRecord, other: HostRecord): boolean =>
  one.name === other.name &&
  one.qemu?.pid === other.qemu?.pid &&
  one.qemu?.startTicks === other.qemu?.startTicks

/** Every record in the run directory, running or not, by name. */
export const readHostRecords = (): HostRecord[] => {
  let names: string[]
  try {
    names = readdirSync(RUN_DIRECTORY).sort()
  } catch {
    return []
  }
  return names.flatMap((name) => readHostRecord(name) ?? [])
}

/** A directory without a record is being claimed right now, unless it is older than this (milliseconds). */
const CLAIM_GRACE_MS = 5_000

const isClaimInProgress = (name: string): boolean => {
  try {
    return Date.now() - statSync(hostDirectory(name)).mtimeMs < CLAIM_GRACE_MS
  } catch {
    return false
  }
}

/**
 * Takes a name for a host that this process is about to start, and makes its directory.
 *
 * Making the directory decides between two processes that want the same name. What a dead host left behind is
 * removed. Throws a LabError when the name is malformed or in use.
 */
export const claimHostName = (name: string, topology: string, isKept: boolean): HostRecord => {
  if (!isHostName(name)) {
    throw new LabError(
      `'${name}' is no host name: use up to 40 lower case letters, digits and dashes, no dash at either end`
    )
  }
  const existing = readHostRecord(name)
  if (existing ? isHostAlive(existing) : isClaimInProgress(name)) {
    throw new LabError(`a host named ${name} exists already; stop it (down ${name}) or use another name`)
  }
  rmSync(hostDirectory(name), { recursive: true, force: true })
  mkdirSync(RUN_DIRECTORY, { recursive: true })
  try {
    mkdirSync(hostDirectory(name), { mode: 0o700 })
  } catch {
    throw new LabError(`a host named ${name} is being started by another process`)
  }
  const starter = identifyProcess(process.pid)
  if (!starter) throw new Error('this process is not in /proc')
  const record: HostRecord = { name, topology, ready: null, port: null, qemu: null, starter, isKept }
  writeHostRecord(record)
  return record
}

/** Removes a host's directory; its process must have ended. */
export const removeHostDirectory = (name: string): void => {
  rmSync(hostDirectory(name), { recursive: true, force: true })
}
