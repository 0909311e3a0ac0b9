/** A rectangle in device independent pixels of the desktop. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was when it was closed. */
export interface WindowPlacement {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

/** Smallest window in which every view still works. */
export const MIN_WINDOW = { width: 960, height: 600 } as const
const DEFAULT_WINDOW = { width: 1440, height: 900 } as const
/** So much of the title bar must lie on a display, or the window cannot be dragged back. */
const REACHABLE = { width: 120, height: 40 } as const

/**
 * Where to open the window. Displays come and go between two runs: a window whose title bar would lie out of
 * reach is centred on the first display, and no window is larger than the display it opens on.
 * `workAreas` are the displays without task bars, the primary one first; never empty.
 */
export function placeWindow(saved: WindowPlacement | null, workAreas: readonly Rectangle[]): WindowPlacement {
  const [primary] = workAreas
  if (primary === undefined) throw new RangeError('a window needs a display')
  const home = saved && workAreas.find((area) => isReachable(saved.bounds, area))
  if (!saved || !home)
    return { bounds: centred(DEFAULT_WINDOW, primary), isMaximized: saved?.isMaximized ?? false }
  return { bounds: fitted(saved.bounds, home), isMaximized: saved.isMaximized }
}

function isReachable(bounds: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const isTitleInside = bounds.y >= area.y && bounds.y + REACHABLE.height <= area.y + area.height
  return overlap >= REACHABLE.width && isTitleInside
}

function fitted(bounds: Rectangle, area: Rectangle): Rectangle {
  return {
    x: bounds.x,
    y: bounds.y,
    width: clamp(bounds.width, MIN_WINDOW.width, area.width),
    height: clamp(bounds.height, MIN_WINDOW.height, area.height)
  }
}

function centred(size: { width: number; height: number }, area: Rectangle): Rectangle {
  const width = clamp(size.width, MIN_WINDOW.width, area.width)
  const height = clamp(size.height, MIN_WINDOW.height, area.height)
  return {
    x: Math.round(area.x + Math.max(0, (area.width - width) / 2)),
    y: Math.round(area.y + Math.max(0, (area.height - height) / 2)),
    width,
    height
  }
}

/** `min` wins over `max`: on a display smaller than the smallest window the window is too large, not unusable. */
const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max))
