import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { Plus } from '@lucide/vue'
import { h } from 'vue'
import { afterEach, expect, it, vi } from 'vitest'
import ActionMenu from './ActionMenu.vue'
import BaseButton from './BaseButton.vue'
import ContextMenuArea from './ContextMenuArea.vue'
import IconButton from './IconButton.vue'
import type { MenuEntry } from './menu-entry.ts'

const run = vi.fn()
const entries: readonly MenuEntry[] = [{ kind: 'action', label: 'Scan', run }]
let view: VueWrapper | undefined
afterEach(async () => {
  view?.unmount()
  // What the layers of a menu do when they go, they do in a later turn.
  await new Promise((resolve) => setTimeout(resolve))
  document.body.innerHTML = ''
  run.mockReset()
})

const items = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=menuitem]')]
async function opened(): Promise<void> {
  await vi.dynamicImportSettled()
  await flushPromises()
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await flushPromises()
}
function menuOf(button: () => ReturnType<typeof h>): VueWrapper {
  view = mount(ActionMenu, { props: { entries }, slots: { default: button }, attachTo: document.body })
  return view
}

it('opens under a button with an icon, says that it is open, and does what is chosen', async () => {
  const menu = menuOf(() => h(IconButton, { icon: Plus, label: 'More' }))
  expect(menu.get('button').attributes()).toMatchObject({ 'aria-haspopup': 'menu', 'aria-expanded': 'false' })
  await menu.get('button').trigger('click', { detail: 1 })
  await opened()
  expect(document.querySelector('[aria-label=More]')?.getAttribute('aria-expanded')).toBe('true')
  items()[0]?.click()
  await opened()
  expect(run).toHaveBeenCalledOnce()
})

it('opens by the arrow key, with the focus on its first entry', async () => {
  const menu = menuOf(() => h(BaseButton, () => 'More'))
  await menu.get('button').trigger('keydown', { key: 'ArrowDown' })
  await opened()
  expect(document.activeElement).toBe(items()[0])
})

it('does not open under a button that is off', async () => {
  const menu = menuOf(() => h(BaseButton, { disabledReason: 'Nothing is open' }, () => 'More'))
  await menu.get('button').trigger('click')
  await opened()
  expect(items()).toEqual([])
})

it('opens a context menu where there is something to do, and none elsewhere', async () => {
  view = mount(ContextMenuArea, {
    props: { entriesFor: (target) => (target.tagName === 'B' ? entries : []) },
    slots: { default: () => [h('b', 'host'), h('i', 'nothing')] },
    attachTo: document.body
  })
  await view.get('i').trigger('contextmenu', { button: 2 })
  await opened()
  expect(items()).toEqual([])
  await view.get('b').trigger('contextmenu', { button: 2 })
  await opened()
  items()[0]?.click()
  await opened()
  expect(run).toHaveBeenCalledOnce()
})
