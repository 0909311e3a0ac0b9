import { BrowserWindow, nativeTheme, screen } from 'electron'
import { BACKGROUND } from './background.ts'
import { MIN_WINDOW, placeWindow, type WindowPlacement } from './window-bounds.ts'

/** What the window needs to know of the rest of the app. */
export interface MainWindowOptions {
  readonly url: string
  readonly preload: string
  /** Where it was when it was closed last; null = never. */
  readonly placement: WindowPlacement | null
  /** Called once, when the window is about to close. */
  readonly onClose: (placement: WindowPlacement) => void
  readonly logBug: (line: string) => void
}

/** Opens the one window, hidden until its first paint. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  const workAreas = [primary, ...others].map((display) => display.workArea)
  const placement = placeWindow(options.placement, workAreas)
  const window = new BrowserWindow({
    ...placement.bounds,
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    show: false,
    title: 'VF Lab',
    backgroundColor: background(),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false
    }
  })
  if (placement.isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.once('close', () => {
    options.onClose({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  })
  window.webContents.once('render-process-gone', (_event, { reason, exitCode }) => {
    options.logBug(`window: the page ended: ${reason} (${exitCode})`)
    // Once: what it showed is in the store. A page that dies again stays dead, and the menu still quits.
    if (reason !== 'clean-exit') window.reload()
  })
  const repaint = (): void => window.setBackgroundColor(background())
  nativeTheme.on('updated', repaint)
  window.once('closed', () => nativeTheme.removeListener('updated', repaint))
  void window.loadURL(options.url)
  return window
}

const background = (): string => (nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light)
