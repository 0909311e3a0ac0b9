import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { Tone } from '../ui/tone.ts'
import type { Failure } from '#shared/failure.ts'

/** A short message at the edge of the window. One with an action stays longer, so that it can be reached. */
export interface Toast {
  readonly id: number
  readonly tone: Tone
  readonly text: string
  readonly detail?: string
  /** What can be done about it, mostly "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** What is said to screen readers. `id` makes the same words twice two announcements. */
export interface Announcement {
  readonly id: number
  readonly text: string
  /** Interrupts what is being read: for refusals only. */
  readonly isUrgent: boolean
}

/** Toasts, announcements, and which of the window's own panels are open. */
export const useUiStore = defineStore('ui', () => {
  const toasts = shallowRef<readonly Toast[]>([])
  const announcement = shallowRef<Announcement | null>(null)
  const isPaletteOpen = ref(false)
  const isShortcutHelpOpen = ref(false)
  const isJobListOpen = ref(false)
  /** Id of the job whose run is on the screen: its end needs no toast. */
  const watchedJob = ref<string | null>(null)
  let lastId = 0

  /** Shows a message; it goes away on its own. Returns its id. */
  function toast(message: Omit<Toast, 'id'>): number {
    const id = ++lastId
    toasts.value = [...toasts.value.slice(-3), { id, ...message }]
    return id
  }

  /** A failure of the main process: what, and what to do. */
  function toastError(error: Failure): number {
    return toast({ tone: 'refused', text: error.message, detail: error.fix })
  }

  function dismissToast(id: number): void {
    toasts.value = toasts.value.filter((one) => one.id !== id)
  }

  /** Says something to screen readers without showing it. */
  function announce(text: string, options: { isUrgent?: boolean } = {}): void {
    announcement.value = { id: ++lastId, text, isUrgent: options.isUrgent ?? false }
  }

  return {
    toasts,
    announcement,
    isPaletteOpen,
    isShortcutHelpOpen,
    isJobListOpen,
    watchedJob,
    toast,
    toastError,
    dismissToast,
    announce
  }
})
