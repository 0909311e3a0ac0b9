/**
 * The window before its first paint: the same values as `--surface-window` of the renderer's themes, or it flashes
 * when the page appears. A test holds them against the style sheets.
 */
export const BACKGROUND = { dark: '#111316', light: '#f2f3f6' } as const
