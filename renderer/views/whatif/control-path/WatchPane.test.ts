import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { lessons } from './lessons.ts'
import { useWatchStore } from './watch-store.ts'
import WatchPane from './WatchPane.vue'
import WatchPanel from './WatchPanel.vue'

let isCalm = false
let view: VueWrapper | undefined
beforeEach(() => {
  isCalm = false
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: isCalm && query.includes('reduced-motion') }))
})
afterEach(() => {
  view?.unmount()
  view = undefined
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Panel and picture side by side, as What-if has them. */
const Both = defineComponent({ render: () => [h(WatchPanel), h(WatchPane)] })

function show(): { view: VueWrapper; store: ReturnType<typeof useWatchStore> } {
  const pinia = createPinia()
  view = mount(Both, { global: { plugins: [pinia] }, attachTo: document.body })
  return { view, store: useWatchStore(pinia) }
}
async function start(id: string): Promise<ReturnType<typeof show>> {
  const shown = show()
  await shown.view.get(`[data-lesson="${id}"]`).trigger('click')
  await flushPromises()
  return shown
}
const steps = (): string[] =>
  [...document.querySelectorAll('[role="option"]')].map((option) => option.getAttribute('aria-label') ?? '')
const press = async (key: string): Promise<void> => {
  await view?.get('[role="listbox"]').trigger('keydown', { key })
}
const rowOf = (vf: number): Element | null => document.querySelector(`[data-vf-row="${vf}"]`)

describe('the control path', () => {
  it('begins with the first lesson, and with all of them to choose from', async () => {
    const { view } = show()
    expect(view.findAll('[data-lesson]')).toHaveLength(lessons.length)
    await view.get('[data-action="first-lesson"]').trigger('click')
    await flushPromises()
    expect(steps()).toHaveLength(1)
    expect(view.get('.lesson .look').text()).toContain('100 ms after VF Enable')
  })

  it('shows step after step by itself until the last, and stops when told to', async () => {
    const { view, store } = await start('flr')
    vi.advanceTimersByTime(1000)
    await nextTick()
    expect(steps()).toHaveLength(2)
    await view.get('[data-action="play"]').trigger('click')
    vi.advanceTimersByTime(60_000)
    await nextTick()
    expect(steps()).toHaveLength(2)
    await view.get('[data-action="play"]').trigger('click')
    vi.advanceTimersByTime(120_000)
    await nextTick()
    expect(store.shown).toBe(store.total)
  })

  it('tells a VF’s reset and leaves its neighbour unmarked until that sends', async () => {
    const { store } = await start('flr')
    const reset = store.steps.filter(({ entry }) => entry === store.steps.at(-1)?.entry)[0]?.index ?? 0
    store.show(reset)
    await nextTick()
    expect(steps().some((step) => step.includes('VF 0 is reset'))).toBe(true)
    expect(document.querySelector('[data-chart]')?.textContent).toContain('100 ms pass')
    expect(rowOf(1)?.querySelectorAll('.changed')).toHaveLength(0)
    expect(rowOf(1)?.textContent).toContain('0 / 0 / 0')
    store.show(store.total)
    await nextTick()
    expect(rowOf(1)?.querySelector('.changed')?.textContent).toContain('1 / 0 / 0')
    expect(rowOf(0)?.querySelectorAll('.changed')).toHaveLength(0)
  })

  it('shows all at once to whoever asked for less motion', async () => {
    isCalm = true
    const { store } = await start('spoof')
    expect(store.shown).toBe(store.total)
    expect(steps()).toHaveLength(store.total - store.first)
  })

  it('goes on, back and to the end by keyboard, and reads out the chosen step', async () => {
    const { view, store } = await start('pinned-mac')
    await press(' ')
    await press('ArrowDown')
    expect(steps()).toHaveLength(2)
    await press('ArrowUp')
    const list = view.get('[role="listbox"]')
    const chosen = document.getElementById(list.attributes('aria-activedescendant') ?? '')
    expect(chosen?.getAttribute('aria-selected')).toBe('true')
    expect(chosen?.dataset['step']).toBe(String(store.first))
    await press('End')
    expect(store.shown).toBe(store.total)
    expect(view.get('[aria-label="The chosen step"]').text()).toContain('refused')
    await press('Home')
    expect(store.selected).toBe(store.first)
  })

  it('keeps its hands off keys with a modifier', async () => {
    const { store } = await start('enable')
    await view?.get('[role="listbox"]').trigger('keydown', { key: 'End', ctrlKey: true })
    expect(store.shown).toBe(1)
  })

  it('undoes the action of the chosen step, whichever it is, and does the others anew', async () => {
    const { store } = await start('pinned-mac')
    await press('End')
    store.selected = store.first
    await press('Delete')
    expect(store.asked.map(({ action }) => action.kind)).toEqual(['write-numvfs', 'assign', 'request'])
    expect(store.session.entries.at(-1)?.steps.some(({ outcome }) => outcome === 'refused')).toBe(false)
  })

  it('undo brings back the system of the lesson before, redo the one after', async () => {
    const { view, store } = await start('flr')
    await view.get('[data-lesson="bus-overflow"]').trigger('click')
    expect(store.config.hasAri).toBe(false)
    await view.get('[data-action="undo"]').trigger('click')
    expect(store.lesson?.id).toBe('flr')
    expect(store.config.hasAri).toBe(true)
    store.redo()
    expect(store.lesson?.id).toBe('bus-overflow')
    expect(store.view.numVfs).toBe(0)
  })

  it('does whatever the form says, after everything that was done before', async () => {
    const { view, store } = await start('enable')
    await press('End')
    const what = view.findAll('select').find((select) => select.text().includes('Give a VF to a VM'))
    await what?.setValue('assign')
    await view.get('[data-action="do"]').trigger('submit')
    await flushPromises()
    expect(store.asked.at(-1)).toEqual({ action: { kind: 'assign', vf: 0, vm: 'vm1' }, isSetup: false })
    expect(store.shown).toBe((store.session.entries[0]?.steps.length ?? 0) + 1)
    expect(view.get('.lesson .look').text()).toContain('what was done after it')
  })

  it('does the same actions again on another system', async () => {
    const { store } = await start('loopback')
    await press('End')
    expect(steps().some((step) => step.includes('to Wire'))).toBe(false)
    store.configure({ switchMode: 'vepa' })
    await nextTick()
    expect(steps().some((step) => step.includes('to Wire'))).toBe(true)
  })

  it('adds the registers that carry messages without losing the place', async () => {
    const { store } = await start('request')
    store.show(store.first + 1)
    const seen = store.selectedStep?.step
    store.showEveryRegister(true)
    await nextTick()
    expect(store.selectedStep?.step).toBe(seen)
    expect(store.shown).toBeLessThan(store.total)
    store.show(store.total)
    store.showEveryRegister(false)
    expect(store.shown).toBe(store.total)
  })

  it('shows registers as they were written, and marks what the action wrote', async () => {
    const { view, store } = await start('enable')
    const tab = view.findAll('[role="tab"]').find((each) => each.text().startsWith('Configuration space'))
    await tab?.trigger('keydown', { key: 'Enter' })
    await tab?.trigger('mousedown', { button: 0 })
    await flushPromises()
    const numVfs = (): Element | undefined =>
      [...document.querySelectorAll('.registers tr')].find((row) => row.textContent?.includes('NumVFs'))
    expect(numVfs()?.textContent).toContain('0x0000')
    store.show(store.total)
    await nextTick()
    expect(numVfs()?.querySelector('.changed')?.textContent).toContain('0x0004')
    store.act({ kind: 'set-link', isUp: false })
    store.show(store.total)
    await nextTick()
    expect(numVfs()?.querySelector('.changed')).toBeNull()
  })

  it('unfolds the set-up of a lesson', async () => {
    const { store } = await start('flr')
    await press('End')
    const own = steps().length
    store.showSetup(true)
    await nextTick()
    expect(steps()).toHaveLength(store.total)
    expect(store.total).toBeGreaterThan(own)
  })
})
