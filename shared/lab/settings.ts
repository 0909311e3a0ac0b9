import type { Settings } from './settings-schema.ts'

/** What a new installation starts with, and what the window shows until the main process has answered. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  density: 'compact',
  parallelScans: 8,
  connectTimeoutSeconds: 15,
  hostFilters: []
}
