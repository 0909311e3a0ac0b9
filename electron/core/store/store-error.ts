import type { Failure } from '#shared/failure.ts'
import { SCHEMA_VERSION } from './migrations.ts'

/** Why the database could not be opened. In no case was the file changed. */
export type StoreError =
  | { readonly kind: 'database-damaged'; readonly path: string; readonly detail: string }
  | { readonly kind: 'database-newer'; readonly path: string; readonly version: number }
  | { readonly kind: 'database-unreachable'; readonly path: string; readonly detail: string }

/** Says it to the user. */
export function explainStoreError(error: StoreError): Failure {
  switch (error.kind) {
    case 'database-damaged':
      return {
        kind: error.kind,
        message: `${error.path} is damaged: ${error.detail}`,
        fix: 'Restore it from a backup, or set it aside and start with an empty lab. The damaged file is kept.'
      }
    case 'database-newer':
      return {
        kind: error.kind,
        message: `${error.path} was written by a newer VF Lab: schema ${error.version}, this one knows ${SCHEMA_VERSION}`,
        fix: 'Update VF Lab. Nothing was changed in the file.'
      }
    case 'database-unreachable':
      return {
        kind: error.kind,
        message: `${error.path} cannot be opened: ${error.detail}`,
        fix: 'Check that the folder exists, is writable and has space left.'
      }
  }
}
