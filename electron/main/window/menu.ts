import { Menu, type MenuItemConstructorOptions } from 'electron'

/** Keeps Electron from building a menu of its own, which ours would replace. Call before Electron is ready. */
export const noDefaultMenu = (): void => Menu.setApplicationMenu(null)

/** The usual menu: roles bring the shortcuts that people expect, with the names of their platform. */
export function setMenu(options: { readonly isMac: boolean; readonly isDevelopment: boolean }): void {
  const template: MenuItemConstructorOptions[] = [
    ...(options.isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(options.isDevelopment
          ? ([{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }] as const)
          : [])
      ]
    },
    { role: 'windowMenu' }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
