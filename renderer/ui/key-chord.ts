/**
 * Keyboard chords as text: "Mod+K", "?", "Delete", or a sequence such as "G L". `Mod` is Cmd on macOS and Ctrl
 * elsewhere. Letters match regardless of Shift; a character such as "?" is matched as it was typed, because
 * which key makes it depends on the keyboard layout.
 */

/** What is needed of a KeyboardEvent. */
export interface KeyStroke {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const isMac = (): boolean => /mac/i.test(globalThis.navigator?.platform ?? '')

/** The strokes of a chord in order: "G L" is two, "Mod+K" is one. */
export const chordStrokes = (chord: string): readonly string[] => chord.split(' ')

/** Whether a key press is this one stroke of a chord. */
export function matchesStroke(stroke: string, event: KeyStroke, mac = isMac()): boolean {
  const parts = stroke === '+' ? ['+'] : stroke.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (modifier: string): boolean => parts.slice(0, -1).includes(modifier)
  const isCharacter = key.length === 1 && !/[a-z0-9]/i.test(key)
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    (mac ? event.metaKey : event.ctrlKey) === wants('Mod') &&
    !(mac ? event.ctrlKey : event.metaKey) &&
    event.altKey === wants('Alt') &&
    (isCharacter || event.shiftKey === wants('Shift'))
  )
}

const names: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  Delete: 'Del',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→'
}

/** The keys of a chord as they are written on a keyboard. */
export function chordLabels(chord: string, mac = isMac()): readonly string[] {
  const mods: Readonly<Record<string, string>> = mac
    ? { Mod: '⌘', Alt: '⌥', Shift: '⇧' }
    : { Mod: 'Ctrl', Alt: 'Alt', Shift: 'Shift' }
  return chordStrokes(chord).flatMap((stroke) =>
    (stroke === '+' ? ['+'] : stroke.split('+')).map((part) => mods[part] ?? names[part] ?? part)
  )
}
