import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts'

const POLL_MS = 500

/** The process that holds the lock; undefined when it is free or its holder has ended. */
const holderOf = (path: string): ProcessIdentity | undefined => {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity
    return isRunning(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

/** Takes the lock in one step: the file appears with its holder already in it, or not at all. */
const tryToTake = (path: string): boolean => {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, JSON.stringify(identifyProcess(process.pid)))
  try {
    linkSync(draft, path)
    return true
  } catch {
    return false
  } finally {
    rmSync(draft)
  }
}

/**
 * Runs `task` while no other process runs one with the same lock file.
 *
 * Waits as long as the holder lives, calling `onWait` once; a lock whose holder has ended is taken over.
 */
export const withLock = async <T>(
  path: string,
  onWait: (holder: ProcessIdentity) => void,
  task: () => Promise<T>
): Promise<T> => {
  mkdirSync(dirname(path), { recursive: true })
  let hasSaidSo = false
  while (!tryToTake(path)) {
    const holder = holderOf(path)
    if (!holder) {
      rmSync(path, { force: true })
      continue
    }
    if (!hasSaidSo) onWait(holder)
    hasSaidSo = true
    await sleep(POLL_MS)
  }
  try {
    return await task()
  } finally {
    rmSync(path, { force: true })
  }
}
