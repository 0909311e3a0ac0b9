/** What settings can be chosen from. */

export const THEMES = ['system', 'light', 'dark'] as const
export const DENSITIES = ['compact', 'comfortable'] as const

/** What the host list can be narrowed down to besides a search. */
export const HOST_STATES = ['all', 'scanned', 'never', 'failed', 'sample', 'imported'] as const
export const HOST_FILTERS_KEPT = 40
