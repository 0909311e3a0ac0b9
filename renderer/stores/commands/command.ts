import type { Component } from 'vue'

/** Something the user can do: it is in the palette, in the shortcut help, and has its keys from one place. */
export interface Command {
  /** Dotted and stable, for example "lab.scan". */
  readonly id: string
  /** As it reads in the palette, for example "Scan selected hosts". */
  readonly title: string
  /** Heading in the palette and in the shortcut help, for example "Lab". */
  readonly group: string
  readonly icon?: Component
  /** Chords, see key-chord.ts; the first is the one that is shown. */
  readonly keys?: readonly string[]
  /** More words to find it by. */
  readonly words?: string
  /** Why it cannot be done right now; null = it can. */
  readonly disabledReason?: () => string | null
  /** Keys work while a text field has the focus, too. */
  readonly worksInText?: boolean
  readonly run: () => void
}
