import { app, dialog } from 'electron'
import { databasePath, openStore, setDatabaseAside, type Store } from '../core/store/open-store.ts'
import { canSetAside, explainStoreError, type StoreError } from '../core/store/store-error.ts'

/**
 * Opens the store. Where that fails the user is told why; a database that cannot be used can be set aside for an empty
 * one, and in no case is it overwritten. null = the user wants to leave.
 */
export async function openStoreOrAsk(dataFolder: string, now: () => string): Promise<Store | null> {
  const opened = await openStore(dataFolder)
  if (opened.ok) return opened.value
  return (await offerToSetAside(opened.error, dataFolder, now)) ? openStoreOrAsk(dataFolder, now) : null
}

/** The same question for damage that shows only when a part of the file is read. */
export const offerToSetDamagedAside = (
  detail: string,
  dataFolder: string,
  now: () => string
): Promise<boolean> =>
  offerToSetAside({ kind: 'database-damaged', path: databasePath(dataFolder), detail }, dataFolder, now)

/** Tells the user; true = the file was set aside and an empty one can take its place. */
async function offerToSetAside(error: StoreError, dataFolder: string, now: () => string): Promise<boolean> {
  // Dialogs need a ready app; the store is opened before that.
  await app.whenReady()
  const { message, fix } = explainStoreError(error)
  if (!canSetAside(error)) {
    dialog.showErrorBox('VF Lab cannot open its database', `${message}\n\n${fix}`)
    return false
  }
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The database of VF Lab cannot be used',
    detail: `${message}\n\n${fix}`,
    buttons: ['Quit', 'Set it aside and start empty'],
    defaultId: 0,
    cancelId: 0
  })
  if (response !== 1) return false
  setDatabaseAside(dataFolder, now())
  return true
}
