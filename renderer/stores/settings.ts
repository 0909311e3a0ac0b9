import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watchEffect } from 'vue'
import type { Request } from '#shared/ipc/contract.ts'
import { DEFAULT_SETTINGS } from '#shared/lab/settings.ts'
import type { Failure } from '#shared/failure.ts'
import type { Settings } from '#shared/lab/settings-schema.ts'
import { invoke } from '../api.ts'

/** Row heights of lists in px; they mirror `--row-height` in theme/tokens.css, because virtual lists count in px. */
const ROW_HEIGHTS_PX = { compact: 26, comfortable: 32 } as const

/** The settings, and the theme that follows from them. */
export const useSettingsStore = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS)
  const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(prefersDark.matches)
  prefersDark.addEventListener('change', (event) => (systemIsDark.value = event.matches))

  const theme = computed<'light' | 'dark'>(() =>
    settings.value.theme === 'system' ? (systemIsDark.value ? 'dark' : 'light') : settings.value.theme
  )
  const rowHeightPx = computed(() => ROW_HEIGHTS_PX[settings.value.density])

  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value
    document.documentElement.dataset['density'] = settings.value.density
  })

  async function refresh(): Promise<void> {
    const answer = await invoke('settings.get')
    if (answer.ok) settings.value = answer.value
  }

  /** Changes some settings at once on the screen, and takes them back where the main process refuses. */
  async function change(changes: Request<'settings.set'>): Promise<Failure | null> {
    const before = settings.value
    settings.value = { ...before, ...changes }
    const answer = await invoke('settings.set', changes)
    settings.value = answer.ok ? answer.value : before
    return answer.ok ? null : answer.error
  }

  return { settings, theme, rowHeightPx, refresh, change }
})
