import { app, session } from 'electron'

/**
 * Closes what Chromium offers and VF Lab does not use: a page cannot open windows, go elsewhere, embed other
 * pages or ask for the camera. Holds for every web contents there is, however it came to be. `isOffline`: the page
 * comes from our own files, so that no name has to be resolved; a name that is looked up tells its server something.
 */
export function lockDown(isOffline: boolean): void {
  if (isOffline) app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    contents.on('will-navigate', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    // The content security policy does not cover WebRTC: without a proxy that works it has no way out.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
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

/** A port on which nothing listens ("discard", RFC 863): what goes through this proxy goes nowhere. */
const NOWHERE = 'socks5://127.0.0.1:9'

/**
 * The page talks to the main process and to no network, whatever Chromium offers now or later: every request but those
 * for our own files is cancelled, and what does not count as a request has only a proxy that is not there. SSH is not
 * affected: it belongs to the main process. Run when Electron is ready.
 */
export function closeNetwork(): void {
  void session.defaultSession.setProxy({ proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' })
  session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !/^(app|devtools|data|blob):/.test(url) })
  )
}
