import { dialog, type BrowserWindow } from 'electron'
import type { Dialogs, FileFilter } from './dialogs.ts'

/** The dialogs of the operating system, on top of `window`. */
export function osDialogs(window: () => BrowserWindow | null): Dialogs {
  const open = async (options: Electron.OpenDialogOptions): Promise<readonly string[]> => {
    const owner = window()
    const { filePaths } = await (owner
      ? dialog.showOpenDialog(owner, options)
      : dialog.showOpenDialog(options))
    return filePaths
  }
  // The harmless answer is the default: a dialog that appears under a typing hand does nothing.
  const ask = async (message: string, detail: string, no: string, yes: string): Promise<boolean> => {
    const owner = window()
    const options = {
      type: 'warning' as const,
      message,
      detail,
      buttons: [no, yes],
      defaultId: 0,
      cancelId: 0,
      noLink: true
    }
    const { response } = await (owner
      ? dialog.showMessageBox(owner, options)
      : dialog.showMessageBox(options))
    return response === 1
  }
  return {
    chooseFiles: ({ title, filters, isMultiple }) =>
      open({
        title,
        filters: asElectron(filters),
        properties: ['openFile', ...(isMultiple ? (['multiSelections'] as const) : [])]
      }),
    async chooseTarget({ title, suggestion }) {
      const owner = window()
      const options = { title, defaultPath: suggestion }
      const { filePath } = await (owner
        ? dialog.showSaveDialog(owner, options)
        : dialog.showSaveDialog(options))
      return filePath || null
    },
    chooseFolder: async ({ title }) =>
      (await open({ title, properties: ['openDirectory', 'createDirectory'] }))[0] ?? null,
    confirm: ({ message, detail, act, cancel = 'Cancel' }) => ask(message, detail, cancel, act),
    confirmReplace: (names) =>
      ask(
        names.length === 1 ? `Replace ${names[0]}?` : `Replace ${names.length} files?`,
        `They are in the folder already: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`,
        'Cancel',
        'Replace'
      )
  }
}

const asElectron = (filters: readonly FileFilter[]): Electron.FileFilter[] =>
  filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] }))
