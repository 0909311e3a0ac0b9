import { app, dialog } from 'electron'
import { openStore, setDatabaseAside, type Store } from '../core/store/open-store.ts'
import { explainStoreError } from '../core/store/store-error.ts'

/**
 * Opens the store. Where that fails the user is told why; a damaged database can be set aside for an empty one, and
 * in no case is it overwritten. null = the user wants to leave.
 */
export async function openLab(dataFolder: string, now: () => string): Promise<Store | null> {
  const opened = await openStore(dataFolder)
  if (opened.ok) return opened.value
  // Dialogs need a ready app; the store is opened before that.
  await app.whenReady()
  const { message, fix } = explainStoreError(opened.error)
  if (opened.error.kind !== 'database-damaged') {
    dialog.showErrorBox('VF Lab cannot open its database', `${message}\n\n${fix}`)
    return null
  }
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: 'The database of VF Lab is damaged',
    detail: `${message}\n\n${fix}`,
    buttons: ['Quit', 'Set it aside and start empty'],
    defaultId: 0,
    cancelId: 0
  })
  if (response !== 1) return null
  setDatabaseAside(dataFolder, now())
  return openLab(dataFolder, now)
}
