/**
 * A value that was looked for on a host. An unread value stays unread: it never turns into `0` or `''`,
 * because a planner that takes "not allowed to read" for "zero VFs" gives bad advice.
 */
export type Reading<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly reason: string }

/** A value that was read. */
export const known = <T>(value: T): Reading<T> => ({ known: true, value })

/** A value that could not be read; `reason` is shown to the user as it is. */
export const unknown = (reason: string): { readonly known: false; readonly reason: string } => ({
  known: false,
  reason
})

/** The value, or `fallback` where a caller has a sound reason to go on without it. */
export const readOr = <T, F>(reading: Reading<T>, fallback: F): T | F =>
  reading.known ? reading.value : fallback
