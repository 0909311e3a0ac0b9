import type { SavedHostFilter, Settings } from './types.ts'

/** What a new installation starts with, and what the window shows until the main process has answered. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'compact',
  parallelScans: 8,
  connectTimeoutSeconds: 15,
  hostFilters: []
}

/** What the host list can be narrowed down to besides a search. */
export const HOST_STATES = [
  'all',
  'scanned',
  'never',
  'failed',
  'sample',
  'imported'
] as const satisfies readonly SavedHostFilter['state'][]
export const HOST_FILTERS_KEPT = 40
