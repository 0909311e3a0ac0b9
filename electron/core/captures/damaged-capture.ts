import type { Failure } from '#shared/failure.ts'

/** Said where a stored reading cannot be unpacked any more. */
export const damagedCapture = (takenAt: string): Failure => ({
  kind: 'capture-damaged',
  message: `The reading of ${takenAt} is damaged in the database`,
  fix: 'Scan the host again. Older readings may still be whole.'
})
