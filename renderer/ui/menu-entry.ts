import type { Component } from 'vue'

/** One line of a menu. The same lists serve the "…" button, the right click and the keyboard's menu key. */
export type MenuEntry =
  | {
      readonly kind: 'action'
      readonly label: string
      readonly icon?: Component
      /** Chord, for example "Mod+C". Shown only: commands own the keys. */
      readonly keys?: string
      readonly isDanger?: boolean
      /** Why it cannot be done now; shown under the label. */
      readonly disabledReason?: string
      readonly run: () => void
    }
  | { readonly kind: 'choice'; readonly label: string; readonly isChosen: boolean; readonly run: () => void }
  | {
      readonly kind: 'submenu'
      readonly label: string
      readonly icon?: Component
      readonly entries: readonly MenuEntry[]
    }
  | { readonly kind: 'heading'; readonly label: string }
  | { readonly kind: 'separator' }
