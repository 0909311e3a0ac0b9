/** What settings can be chosen from. */

export const THEMES = ['system', 'light', 'dark'] as const
/** How close rows stand. */
export const DENSITIES = ['compact', 'comfortable'] as const

/** What the host list can be narrowed down to besides a search. */
export const HOST_STATES = ['all', 'scanned', 'never', 'failed', 'sample', 'imported'] as const
/** Most filters of the host list that can be saved. */
export const HOST_FILTERS_KEPT = 40
