import type { HalfWay } from '#shared/lab/host.ts'

const DONE: Readonly<Record<HalfWay['action'], string>> = { apply: 'An apply', rollback: 'A roll back' }

/** Short, for a badge. */
export const HALF_WAY_WORD = 'left half way'

/** What happened, and that the host is now neither as it was nor as planned. */
export const halfWayText = ({ action, planName }: HalfWay): string =>
  `${DONE[action]} of “${planName}” did not come to its end: some of its steps are done on the host, others are not.`

/** Both ways on. */
export const HALF_WAY_FIX = 'Apply the plan again to go on, or roll it back.'
