import type { Command } from './command.ts'
import { chordStrokes, matchesStroke, type KeyStroke } from '../../ui/key-chord.ts'

/** How long the first stroke of "G L" waits for the second, in ms. */
export const SEQUENCE_TIMEOUT_MS = 1200

/** Strokes of a sequence pressed so far. */
export interface PendingStrokes {
  readonly strokes: readonly KeyStroke[]
  readonly atMs: number
}

/** What a key press means: a command, the beginning of one, or nothing of ours. */
export type KeyMeaning =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'pending'; readonly pending: PendingStrokes }
  | { readonly kind: 'nothing' }

/** Finds the command for a key press. Commands come first who are first in the list. */
export function meaningOf(
  event: KeyStroke,
  commands: readonly Command[],
  pending: PendingStrokes | null,
  where: { readonly nowMs: number; readonly isInText: boolean }
): KeyMeaning {
  const before = pending !== null && where.nowMs - pending.atMs <= SEQUENCE_TIMEOUT_MS ? pending.strokes : []
  const pressed = [...before, event]
  // One that cannot be done now leaves its keys to the next: Escape closes the inspector, then the host.
  const usable = commands.filter(
    (command) =>
      (!where.isInText || command.worksInText === true) && (command.disabledReason?.() ?? null) === null
  )
  const begins = (chord: string): boolean =>
    pressed.every((stroke, index) => matchesStroke(chordStrokes(chord)[index] ?? '', stroke))
  for (const command of usable) {
    for (const chord of command.keys ?? []) {
      if (chordStrokes(chord).length === pressed.length && begins(chord)) return { kind: 'command', command }
    }
  }
  const isBeginning = usable.some((command) =>
    (command.keys ?? []).some((chord) => chordStrokes(chord).length > pressed.length && begins(chord))
  )
  if (isBeginning) return { kind: 'pending', pending: { strokes: pressed, atMs: where.nowMs } }
  // "G" and then something unknown: the second key may still mean something alone.
  return before.length > 0 ? meaningOf(event, commands, null, where) : { kind: 'nothing' }
}
