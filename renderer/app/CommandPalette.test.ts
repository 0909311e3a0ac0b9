import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { SearchHit } from '#shared/lab/search-hit.ts'
import { ok } from '#shared/result.ts'
import type { Command } from '../stores/commands/command.ts'
import { useCommands } from '../stores/commands/registry.ts'
import { useUiStore } from '../stores/ui.ts'
import { fakeMain } from '../testing/fake-main.ts'
import CommandPalette from './CommandPalette.vue'

const ran: string[] = []
const command = (title: string, more: Partial<Command> = {}): Command => ({
  id: title,
  title,
  group: 'Lab',
  run: () => void ran.push(title),
  ...more
})
const hit = (address: string): SearchHit => ({
  host: 'host-1',
  hostName: 'dev-a',
  address,
  label: address,
  detail: 'PF'
})
let mounted: VueWrapper
let router: Router

async function open(commands: readonly Command[]): Promise<HTMLInputElement> {
  const pinia = createPinia()
  router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/lab/:host?', name: 'lab', component: { render: () => null } }]
  })
  const root = defineComponent(() => {
    useCommands(commands)
    return () => h(CommandPalette)
  })
  mounted = mount(root, { global: { plugins: [pinia, router] }, attachTo: document.body })
  useUiStore(pinia).isPaletteOpen = true
  await flushPromises()
  const input = document.querySelector<HTMLInputElement>('[role=combobox]')
  if (input === null) throw new Error('the palette is not open')
  return input
}
async function type(input: HTMLInputElement, text: string): Promise<void> {
  input.value = text
  input.dispatchEvent(new Event('input'))
  await vi.advanceTimersByTimeAsync(200)
}
async function press(input: HTMLInputElement, key: string): Promise<void> {
  input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  await vi.advanceTimersByTimeAsync(10)
}
const lines = (): readonly string[] =>
  [...document.querySelectorAll('[role=option]')].map((line) => line.textContent?.trim() ?? '')

beforeEach(() => {
  vi.useFakeTimers()
  ran.length = 0
})
afterEach(() => {
  mounted.unmount()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('the palette', () => {
  it('runs what Enter points at, and closes', async () => {
    const input = await open([command('Add a host'), command('Scan all hosts')])
    await press(input, 'ArrowDown')
    await press(input, 'Enter')
    expect(ran).toEqual(['Scan all hosts'])
  })

  it('shows what cannot be done only to those who look for it, with the reason, and does not run it', async () => {
    fakeMain({ 'inventory.search': () => ok([]) })
    const input = await open([
      command('Scan', { disabledReason: () => 'Select hosts first' }),
      command('Help')
    ])
    expect(lines()).toEqual(['Help'])
    await type(input, 'scan')
    expect(lines()[0]).toContain('Select hosts first')
    await press(input, 'Enter')
    expect(ran).toEqual([])
  })

  it('leads to a device by its address', async () => {
    fakeMain({ 'inventory.search': () => ok([hit('0000:3b:00.0')]) })
    const input = await open([])
    await type(input, '3b:00')
    await press(input, 'Enter')
    expect(router.currentRoute.value).toMatchObject({
      params: { host: 'host-1' },
      query: { function: '0000:3b:00.0' }
    })
  })

  it('never lets a slow answer to an older question replace the newer one', async () => {
    const waits: Record<string, number> = { '3b': 500, '5e': 10 }
    fakeMain({
      'inventory.search': async ({ text }) => {
        await new Promise((resolve) => setTimeout(resolve, waits[text]))
        return ok([hit(`0000:${text}:00.0`)])
      }
    })
    const input = await open([])
    await type(input, '3b')
    await type(input, '5e')
    await vi.advanceTimersByTimeAsync(1000)
    expect(lines().join()).toContain('0000:5e:00.0')
    expect(lines().join()).not.toContain('0000:3b:00.0')
  })
})
