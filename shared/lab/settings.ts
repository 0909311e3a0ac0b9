/** What the user sets, with what a new installation starts with. The types follow from the lists of what is allowed. */

export const THEMES = ['system', 'light', 'dark'] as const
export const DENSITIES = ['compact', 'comfortable'] as const

/** What the host list can be narrowed down to besides a search. */
export const HOST_STATES = ['all', 'scanned', 'never', 'failed', 'sample', 'imported'] as const
export const HOST_FILTERS_KEPT = 40

export interface Settings {
  readonly theme: (typeof THEMES)[number]
  readonly density: (typeof DENSITIES)[number]
  /** Hosts scanned at the same time, 1-32. */
  readonly parallelScans: number
  /** Seconds to wait for a TCP connection and for a host to answer, 1-120. */
  readonly connectTimeoutSeconds: number
  /** In order of name, each name once. */
  readonly hostFilters: readonly SavedHostFilter[]
}

/** A search of the host list together with a filter, under a name. */
export interface SavedHostFilter {
  readonly name: string
  /** What is typed into the search; may be empty. */
  readonly text: string
  readonly state: (typeof HOST_STATES)[number]
}

/** What a new installation starts with, and what the window shows until the main process has answered. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'compact',
  parallelScans: 8,
  connectTimeoutSeconds: 15,
  hostFilters: []
}
