import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { testHost, testPf } from '#shared/inventory/test-host.ts'
import type { CaptureSummary } from '#shared/lab/capture.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Job } from '#shared/lab/job.ts'
import { DEFAULT_SETTINGS } from '#shared/lab/settings.ts'
import { emptyPlan } from '#shared/plan/plan.ts'
import { ok } from '#shared/result.ts'
import { useLabStore } from '../../stores/lab.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
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
const captures = ['newest', 'second', 'third']
const captureOf = (host: string, id: string): CaptureSummary => ({
  id,
  host,
  takenAt: `2026-11-2${3 - captures.indexOf(id)}T08:00:00Z`,
  bytes: 40_000
})
let view: VueWrapper | undefined
let settings = DEFAULT_SETTINGS
let lab: HostSummary[] = []

async function show(
  path: string,
  hosts: readonly HostSummary[]
): Promise<{ view: VueWrapper; main: FakeMain; path: () => string }> {
  lab = [...hosts]
  settings = DEFAULT_SETTINGS
  const main = fakeMain({
    'hosts.list': () => ok([...lab]),
    'inventory.get': () => ok(testHost([testPf('0000:3b:00.0', { vfs: 2 })], { id: 'host-1' })),
    'inventory.captures': ({ host }) => ok(captures.map((id) => captureOf(host, id))),
    'inventory.drift': ({ host, since }) =>
      ok({
        before: captureOf(host, since ?? 'second'),
        after: captureOf(host, 'newest'),
        drifts: [{ kind: 'host', fact: 'kernel', before: since ?? '6.1', after: '6.12' }]
      }),
    'plans.list': () => ok([]),
    'plans.get': () => ok(emptyPlan({ id: 'p1', name: 'Edge' })),
    'settings.set': (changes) => {
      settings = { ...settings, ...changes }
      return ok(settings)
    },
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
    routes: [
      { path: '/lab/:host?', name: 'lab', component: LabView },
      { path: '/provision/:plan?', name: 'provision', component: { template: '' } }
    ]
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

afterEach(async () => {
  view?.unmount()
  await new Promise((resolve) => setTimeout(resolve))
  document.body.innerHTML = ''
})

it('shows a host that a run left half way, in the list and on its page, and leads to both ways on', async () => {
  const halfWay = {
    run: 'r1',
    action: 'apply',
    planId: 'p1',
    planName: 'Edge',
    startedAt: '2026-11-20T08:00:00Z'
  } as const
  const hosts = [makeSummary({ halfWay, scannedAt: '2026-11-20T08:00:00Z' }), makeSummary({ id: 'host-2' })]
  const { view, path } = await show('/lab/host-1', hosts)
  expect(view.findAll('[data-half-way]').map((badge) => badge.text())).toEqual(['left half way'])
  const notice = view.find('[data-half-way-notice]')
  expect(notice.text()).toContain('An apply of “Edge” did not come to its end')
  await notice.find('[data-action="go-on"]').trigger('click')
  await flushPromises()
  expect(path()).toBe('/provision/p1')
  expect(usePlanStore().host).toBe('host-1')
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
  await vi.dynamicImportSettled()
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

it('shows what changed since the reading before, which nobody saw being taken, and since any earlier one', async () => {
  const { view } = await show('/lab/host-1?tab=history', [makeSummary({ scannedAt: '2026-11-23T08:00:00Z' })])
  await vi.dynamicImportSettled()
  await flushPromises()
  expect(view.get('[data-part=drift]').text()).toContain('kernel: 6.1 -> 6.12')
  await view.get('[data-capture=third] button').trigger('click')
  await flushPromises()
  expect(view.get('[data-part=drift]').text()).toContain('kernel: third -> 6.12')
  expect(view.find('[data-capture=third] button').exists()).toBe(false)
  expect(view.find('[data-capture=second] button').exists()).toBe(true)
})

it('saves what is searched under a name, applies it with one press, and deletes it with undo', async () => {
  const hosts = [makeSummary({ id: 'a', name: 'rack-1' }), makeSummary({ id: 'b', name: 'rack-2' })]
  const { view } = await show('/lab', hosts)
  const rows = (): number => view.findAll('[data-key]').length
  await view.get('.search input').setValue('rack-2')
  await view.get('[data-action=name-filter]').trigger('click')
  await vi.dynamicImportSettled()
  await flushPromises()
  const name = document.querySelector<HTMLInputElement>('[role=dialog] input')
  if (name === null) throw new Error('no dialog')
  name.value = 'Second'
  name.dispatchEvent(new Event('input'))
  document.querySelector('#filter-name')?.dispatchEvent(new Event('submit'))
  await flushPromises()
  expect(settings.hostFilters).toEqual([{ name: 'Second', text: 'rack-2', state: 'all' }])
  await view.get('[data-filter=Second]').trigger('click')
  expect(rows()).toBe(2)
  await view.get('[data-filter=Second]').trigger('click')
  expect(rows()).toBe(1)
  await view.get('.delete').trigger('click')
  await flushPromises()
  expect(settings.hostFilters).toEqual([])
  useUiStore().toasts.at(-1)?.action?.run()
  await flushPromises()
  expect(settings.hostFilters).toHaveLength(1)
})
