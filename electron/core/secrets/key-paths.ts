import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import * as v from 'valibot'
import type { Failure } from '#shared/failure.ts'
import type { HostConnection } from '#shared/lab/connection.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { Store } from '../store/open-store.ts'

const SETTING = 'chosen-key-files'
const CHOSEN_KEPT = 100
const chosenSchema = v.fallback(v.array(v.string()), [])

/** Which private keys the page may name. */
export interface KeyPaths {
  /** Remembers a file that the user chose in a dialog of the operating system. */
  allow(path: string): void
  /**
   * Whether a connection may use its key: one in `~/.ssh`, one that the user chose, or the one that the host had
   * `before`. A page that was taken over could otherwise have any file of the user opened and learn from the error.
   */
  check(connection: HostConnection, before: HostConnection | null): Result<null, Failure>
}

/** Chosen files are kept among the settings. */
export function keyPaths(settings: Pick<Store['settings'], 'read' | 'write'>, home = homedir()): KeyPaths {
  const chosen = (): readonly string[] => v.parse(chosenSchema, settings.read(SETTING))
  return {
    allow(path) {
      const others = chosen().filter((one) => one !== path)
      settings.write(SETTING, [...others, path].slice(-CHOSEN_KEPT))
    },
    check({ auth }, before) {
      if (auth.kind !== 'key') return ok(null)
      const isSame = before?.auth.kind === 'key' && before.auth.path === auth.path
      if (isSame || isBelow(auth.path, join(home, '.ssh')) || chosen().includes(auth.path)) return ok(null)
      return err({
        kind: 'key-not-chosen',
        message: 'A private key outside ~/.ssh has to be chosen with the file dialog',
        fix: 'Press "Choose a file" beside the path, or move the key into ~/.ssh.'
      })
    }
  }
}

/** By the real path: a link in `~/.ssh` could lead anywhere. A file that is not there is judged by its name. */
function isBelow(path: string, folder: string): boolean {
  const real = (each: string): string => {
    try {
      return realpathSync(each)
    } catch {
      return resolve(each)
    }
  }
  return real(path).startsWith(real(folder) + sep)
}
