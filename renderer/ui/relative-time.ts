const STEPS: readonly (readonly [limitSeconds: number, unitSeconds: number, unit: string])[] = [
  [60 * 60, 60, 'min'],
  [24 * 60 * 60, 60 * 60, 'h'],
  [14 * 24 * 60 * 60, 24 * 60 * 60, 'd']
]

/** "just now", "5 min ago", "3 h ago", "6 d ago", then the date. Times in ms since 1970. */
export function relativeTime(atMs: number, nowMs: number): string {
  if (!Number.isFinite(atMs)) return 'at an unknown time'
  const seconds = (nowMs - atMs) / 1000
  if (seconds < 60) return 'just now'
  const step = STEPS.find(([limit]) => seconds < limit)
  if (step === undefined) return new Date(atMs).toISOString().slice(0, 10)
  return `${Math.floor(seconds / step[1])} ${step[2]} ago`
}

let format: Intl.DateTimeFormat | undefined

/** Date and time of this machine's zone, to the second. */
export function absoluteTime(iso: string): string {
  const at = Date.parse(iso)
  if (Number.isNaN(at)) return iso
  // Making one takes much longer than using it.
  format ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
  return format.format(at)
}
