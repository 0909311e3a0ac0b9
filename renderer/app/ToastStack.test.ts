import { mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { useUiStore } from '../stores/ui.ts'
import ToastStack from './ToastStack.vue'

let stack: VueWrapper
let ui: ReturnType<typeof useUiStore>
beforeEach(() => {
  vi.useFakeTimers()
  const pinia = createPinia()
  ui = useUiStore(pinia)
  stack = mount(ToastStack, { global: { plugins: [pinia] } })
})
afterEach(() => {
  stack.unmount()
  vi.useRealTimers()
})

it('goes away on its own, later where there is something to do', async () => {
  ui.toast({ tone: 'free', text: 'Saved' })
  ui.toast({ tone: 'neutral', text: 'Removed', action: { label: 'Undo', run: () => undefined } })
  await nextTick()
  await vi.advanceTimersByTimeAsync(6000)
  expect(ui.toasts.map(({ text }) => text)).toEqual(['Removed'])
  await vi.advanceTimersByTimeAsync(12_000)
  expect(ui.toasts).toEqual([])
})

it('waits while the pointer is on it', async () => {
  ui.toast({ tone: 'free', text: 'Saved' })
  await nextTick()
  await stack.get('.toast').trigger('pointerenter')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(ui.toasts.length).toBe(1)
})

it('does its action once and is gone', async () => {
  const undo = vi.fn()
  ui.toast({ tone: 'neutral', text: 'Removed', action: { label: 'Undo', run: undo } })
  await nextTick()
  await stack.get('button').trigger('click')
  expect(undo).toHaveBeenCalledOnce()
  expect(ui.toasts).toEqual([])
})
