import type { Failure } from '#shared/failure.ts'
import { SCHEMA_VERSION } from './migrations.ts'

/** Why the database could not be opened. In no case was the file changed. */
export type StoreError =
  | { readonly kind: 'database-damaged'; readonly path: string; readonly detail: string }
  /** A file of 0 bytes where there was a database: it was cut off, or its disk was full. */
  | { readonly kind: 'database-empty'; readonly path: string }
  /** A SQLite database of another program. */
  | { readonly kind: 'database-foreign'; readonly path: string }
  | { readonly kind: 'database-newer'; readonly path: string; readonly version: number }
  | { readonly kind: 'database-unreachable'; readonly path: string; readonly detail: string }

/** Whether setting the file aside and starting with an empty lab is a way on: the file is not one to keep using. */
export const canSetAside = (error: StoreError): boolean =>
  error.kind === 'database-damaged' || error.kind === 'database-empty' || error.kind === 'database-foreign'

/** Says it to the user. */
export function explainStoreError(error: StoreError): Failure {
  const say = (message: string, fix: string): Failure => ({ kind: error.kind, message, fix })
  switch (error.kind) {
    case 'database-damaged':
      return say(
        `${error.path} is damaged: ${error.detail}`,
        'Restore it from a backup, or set it aside and start with an empty lab. The damaged file is kept.'
      )
    case 'database-empty':
      return say(
        `${error.path} is empty: it was cut off, perhaps by a full disk`,
        'Restore it from a backup, or set it aside and start with an empty lab.'
      )
    case 'database-foreign':
      return say(
        `${error.path} is a database of another program`,
        'Move it elsewhere, or choose another data folder (VFLAB_USER_DATA). Nothing was changed in the file.'
      )
    case 'database-newer':
      return say(
        `${error.path} was written by a newer VF Lab: schema ${error.version}, this one knows ${SCHEMA_VERSION}`,
        'Update VF Lab, or give this version a data folder of its own (VFLAB_USER_DATA). Nothing was changed in the file.'
      )
    case 'database-unreachable':
      return say(
        `${error.path} cannot be opened: ${error.detail}`,
        'Check that the folder exists, is writable and has space left.'
      )
  }
}
