/** What a screen reader hears during a drag. Every sentence stands alone: the one before may have been cut off. */
import type { DropVerdict } from '#shared/check/types.ts'

/** Once, when functions are picked up. */
export const saidOnPickUp = (what: string, from: string): string =>
  `Picked up ${what} from ${from}. Arrow keys choose a target, Enter drops, Escape cancels.`

/** A verdict as a sentence: the word first, the reasons after it. */
export function saidVerdict(verdict: DropVerdict): string {
  switch (verdict.kind) {
    case 'allowed':
      return 'Allowed.'
    case 'warning':
      return `Allowed with a warning: ${verdict.reasons.join('; ')}.`
    case 'refused':
      return `Refused: ${verdict.reasons.join('; ')}.${verdict.fix === null ? '' : ` To fix it: ${verdict.fix}.`}`
  }
}

/** On every target that the arrow keys reach. `place` is its position, 1-based. */
export const saidOver = (target: string, verdict: DropVerdict, place: number, count: number): string =>
  `Over ${target}, ${place} of ${count}. ${saidVerdict(verdict)}`

/** After Escape, Tab, or a mouse drag that ended nowhere. */
export const saidOnCancel = (what: string, from: string): string => `Cancelled. ${what} stays with ${from}.`

/** After a drop that changed the plan. */
export const saidOnDrop = (what: string, target: string): string => `Dropped ${what} on ${target}.`

/** After Enter on a target that refuses. */
export const saidNotDropped = (what: string, target: string, reason: string): string =>
  `Not dropped: ${target} does not take ${what}. ${reason}`
