import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Settings } from '#shared/lab/settings-schema.ts'
import { err, ok } from '#shared/result.ts'
import { fakeMain } from '../testing/fake-main.ts'
import { useSettingsStore } from './settings.ts'

const stored: Settings = {
  theme: 'dark',
  density: 'comfortable',
  parallelScans: 4,
  connectTimeoutSeconds: 5,
  hostFilters: []
}
beforeEach(() => setActivePinia(createPinia()))

it('puts theme and density on the page', async () => {
  fakeMain({ 'settings.get': () => ok(stored) })
  const settings = useSettingsStore()
  await settings.refresh()
  await nextTick()
  expect(document.documentElement.dataset).toMatchObject({ theme: 'dark', density: 'comfortable' })
  expect(settings.rowHeightPx).toBe(32)
})

it('shows a change at once and takes it back when it is refused', async () => {
  fakeMain({
    'settings.get': () => ok(stored),
    'settings.set': () => err({ kind: 'disk', message: 'the disk is full', fix: '' })
  })
  const settings = useSettingsStore()
  await settings.refresh()
  const changing = settings.change({ parallelScans: 32 })
  expect(settings.settings.parallelScans).toBe(32)
  expect(await changing).toMatchObject({ message: 'the disk is full' })
  expect(settings.settings.parallelScans).toBe(4)
})
