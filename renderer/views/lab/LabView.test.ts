import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { testHost, testPf } from '#shared/inventory/test-host.ts'
import type { HostSummary, Job } from '#shared/ipc/types.ts'
import { ok } from '#shared/result.ts'
import { useLabStore } from '../../stores/lab.ts'
import { fakeMain, type FakeMain } from '../../testing/fake-main.ts'
import { makeSummary } from '../../testing/host-summary.ts'
import LabView from './LabView.vue'

const job: Job = {
  id: 'job-1',
  kind: 'scan',
  title: 'Scan',
  hosts: [],
  state: 'running',
  done: 0,
  total: 0,
  message: '',
  startedAt: '2026-11-20T08:00:00Z',
  endedAt: null,
  error: null
}
let view: VueWrapper | undefined
let lab: HostSummary[] = []

async function show(
  path: string,
  hosts: readonly HostSummary[]
): Promise<{ view: VueWrapper; main: FakeMain; path: () => string }> {
  lab = [...hosts]
  const main = fakeMain({
    'hosts.list': () => ok([...lab]),
    'inventory.get': () => ok(testHost([testPf('0000:3b:00.0', { vfs: 2 })], { id: 'host-1' })),
    'scan.start': ({ hosts: asked }) => ok({ ...job, hosts: asked }),
    'hosts.add': ({ name, connection }) => {
      const added = makeSummary({ id: 'host-9', name, connection })
      lab.push(added)
      return ok(added)
    },
    'hosts.add-sample-lab': () => {
      lab.push(makeSummary({ id: 'sample-1', name: 'epc-01', origin: 'sample', connection: null }))
      return ok([...lab])
    }
  })
  const pinia = createPinia()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/lab/:host?', name: 'lab', component: LabView }]
  })
  await router.push(path)
  await useLabStore(pinia).refresh()
  view = mount(LabView, { global: { plugins: [pinia, router] }, attachTo: document.body })
  // The page of a host and the dialogs come in files of their own.
  await vi.dynamicImportSettled()
  await flushPromises()
  return { view, main, path: () => router.currentRoute.value.fullPath }
}
const named = (words: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('button')].find((button) => button.textContent?.includes(words))

afterEach(() => {
  view?.unmount()
  document.body.innerHTML = ''
})

it('teaches where to begin while there is no host, and adds the sample lab', async () => {
  const { view } = await show('/lab', [])
  expect(view.text()).toContain('npm run lab -- up')
  named('Add the sample lab')?.click()
  await flushPromises()
  expect(view.text()).toContain('epc-01')
  expect(view.text()).toContain('sample')
})

it('opens a host, shows its devices, and goes back to the list when the host is gone', async () => {
  const { view, path } = await show('/lab', [makeSummary({ scannedAt: '2026-11-20T08:00:00Z' })])
  await view.get('[data-key=host-1]').trigger('click')
  await flushPromises()
  await vi.dynamicImportSettled()
  expect(path()).toBe('/lab/host-1')
  expect(view.get('[role=treegrid]').text()).toContain('3b:00.0')
  lab = []
  await useLabStore().refresh()
  await flushPromises()
  expect(path()).toBe('/lab')
})

it('scans what is ticked, and leaves out what cannot be scanned', async () => {
  const hosts = [
    makeSummary({ id: 'a', name: 'a' }),
    makeSummary({ id: 'b', name: 'b' }),
    makeSummary({ id: 's', name: 's', origin: 'sample', connection: null })
  ]
  const { view, main } = await show('/lab', hosts)
  await view.get('[data-key=a] .check-cell').trigger('click')
  await view.get('[data-key=s] .check-cell').trigger('click')
  named('Scan 2 selected')?.click()
  await flushPromises()
  expect(main.requests.filter(({ channel }) => channel === 'scan.start')).toEqual([
    { channel: 'scan.start', request: { hosts: ['a'] } }
  ])
})

it('adds a host from what was typed, connects and scans at once', async () => {
  const { main, path } = await show('/lab', [])
  named('Add a host')?.click()
  await flushPromises()
  const address = document.querySelector<HTMLInputElement>('[role=dialog] input')
  if (address === null) throw new Error('no dialog')
  address.value = 'lab@dev-z:2222'
  address.dispatchEvent(new Event('input'))
  document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit'))
  await flushPromises()
  expect(main.requests.find(({ channel }) => channel === 'hosts.add')?.request).toMatchObject({
    name: 'dev-z',
    connection: { address: 'dev-z', port: 2222, user: 'lab', sudo: 'without-password' }
  })
  expect(main.requests.find(({ channel }) => channel === 'scan.start')?.request).toEqual({
    hosts: ['host-9']
  })
  expect(path()).toBe('/lab/host-9')
})
