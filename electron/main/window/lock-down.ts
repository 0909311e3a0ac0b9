import { app, session } from 'electron'

/**
 * Closes what Chromium offers and VF Lab does not use: a page cannot open windows, go elsewhere, embed other
 * pages or ask for the camera. Holds for every web contents there is, however it came to be.
 */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** Refuses every permission but writing to the clipboard, which "copy address" needs. Run when Electron is ready. */
export function refusePermissions(): void {
  const isAllowed = (permission: string): boolean => permission === 'clipboard-sanitized-write'
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(isAllowed(permission))
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => isAllowed(permission))
}
