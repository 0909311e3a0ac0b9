import { randomBytes } from 'node:crypto'
import { homedir } from 'node:os'
import { defaultDataFolder } from '../core/store/data-folder.ts'
import { openStore, type Store } from '../core/store/open-store.ts'
import { explainStoreError } from '../core/store/store-error.ts'
import type { CoreContext } from '../core/core-context.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'

/** The folder of `--data`, or the one the app uses. */
const dataFolder = (told: string | undefined): string =>
  told ?? defaultDataFolder({ platform: process.platform, env: process.env, home: homedir() })

/** Runs `work` with the database of the app open. */
export async function withStore<T>(told: string | undefined, work: (store: Store) => Promise<T>): Promise<T> {
  const opened = await openStore(dataFolder(told))
  if (!opened.ok) {
    const { message, fix } = explainStoreError(opened.error)
    throw new CommandFailure(EXIT.precondition, message, fix)
  }
  try {
    return await work(opened.value)
  } finally {
    opened.value.close()
  }
}

/** The context of a process that has no window. */
export const contextOf = (store: Store): CoreContext => ({
  store,
  emit: () => undefined,
  now: () => new Date().toISOString(),
  newId: () => randomBytes(10).toString('hex'),
  logBug: (line) => void process.stderr.write(`${line}\n`)
})
