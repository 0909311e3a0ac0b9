import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { ok } from '#shared/result.ts'
import { answer } from '../../simulate-worker/answer.ts'
import type { WorkerReply, WorkerRequest } from '../../simulate-worker/protocol.ts'
import { fakeMain, type FakeMain } from '../../testing/fake-main.ts'
import { useWhatIfStore } from './what-if-store.ts'
import WhatIfView from './WhatIfView.vue'

/** The platform's worker, in the same thread: this test environment has none. */
class InlineWorker {
  onmessage: ((event: { data: WorkerReply }) => void) | null = null
  onerror = null
  postMessage(request: WorkerRequest): void {
    queueMicrotask(() =>
      answer(structuredClone(request), (reply) => this.onmessage?.({ data: structuredClone(reply) }))
    )
  }
  terminate(): void {}
}

let view: VueWrapper | undefined
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('Worker', InlineWorker)
})
afterEach(() => {
  view?.unmount()
  view = undefined
  document.body.innerHTML = ''
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function show(): Promise<{
  view: VueWrapper
  main: FakeMain
  store: ReturnType<typeof useWhatIfStore>
}> {
  const main = fakeMain({
    'plans.list': () => ok([]),
    'hosts.list': () => ok([]),
    'files.save': ({ files }) => ok({ paths: files.map(({ name }) => `/home/me/${name}`) })
  })
  const pinia = createPinia()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/what-if/:plan?', name: 'what-if', component: WhatIfView }]
  })
  await router.push('/what-if')
  view = mount(WhatIfView, { global: { plugins: [pinia, router] }, attachTo: document.body })
  await flushPromises()
  return { view, main, store: useWhatIfStore(pinia) }
}

/** Lets the pause after a change pass, and the workers answer. */
async function settle(): Promise<void> {
  vi.advanceTimersByTime(500)
  for (let turn = 0; turn < 20; turn++) await flushPromises()
}
const rowOf = (name: string): string =>
  [...document.querySelectorAll('.ways tbody tr')].find((row) => row.textContent?.includes(name))
    ?.textContent ?? ''

describe('What-if', () => {
  it('without a plan says what it is for and leads to a scenario that needs none', async () => {
    const { view, store } = await show()
    expect(view.text()).toContain('before anyone touches a host')
    await view.get('[data-action="free-scenario"]').trigger('click')
    expect(store.subject).toBe('free')
    expect(view.findAll('.ways tbody tr')).toHaveLength(3)
  })

  it('compares the ways with what limits them, and adds latency when it was run', async () => {
    const { store } = await show()
    store.subject = 'free'
    await nextTick()
    expect(rowOf('SR-IOV')).toMatch(/frame rate of Intel XL710.*shared by 4 VMs/)
    expect(rowOf('SR-IOV')).toMatch(/then queues of the VF/)
    expect(rowOf('virtio')).toContain('vhost thread')
    expect(rowOf('SR-IOV')).toContain('…')
    await settle()
    expect(rowOf('SR-IOV')).toMatch(/\d ns/)
  })

  it('says what is extrapolated', async () => {
    const { store } = await show()
    store.subject = 'free'
    await nextTick()
    expect(rowOf('SR-IOV')).not.toContain('extrapolated')
    store.changeHost({ nic: 'connectx-6' })
    await nextTick()
    expect(rowOf('SR-IOV')).toContain('extrapolated')
  })

  it('reads a sweep out with the arrow keys', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.tab = 'sweep'
    await nextTick()
    await settle()
    const chart = view.get('[role="slider"]')
    await chart.trigger('keydown', { key: 'ArrowRight' })
    expect(chart.attributes('aria-valuetext')).toMatch(/^64 B; SR-IOV 4\.0, range 3\.6–4\.4; Direct/)
    await chart.trigger('keydown', { key: 'End' })
    expect(view.get('.read-out').text()).toContain('9,018 B')
  })

  it('shows a published measurement where a question is set up like it', async () => {
    const { view, store } = await show()
    const { publishedRates } = await import('./published.ts')
    const vf = publishedRates.find(({ id }) => id === '28.0')
    if (vf === undefined) throw new Error('row 28 is gone')
    store.askLike(vf)
    store.tab = 'sweep'
    store.metric = 'mpps-per-vm'
    await nextTick()
    await settle()
    await view.get('[role="slider"]').trigger('keydown', { key: 'Home' })
    expect(view.get('.read-out').text()).toContain('i40evf, 64 B, no loss (row 28): TRex VM benchmark')
  })

  it('runs the layout, agrees with the estimate and says that nothing was lost', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.tab = 'run'
    await nextTick()
    await view.get('[data-action="run"]').trigger('click')
    await settle()
    const results = view.get('.results').text()
    expect(results).toMatch(/[+−]?[0-2]\.\d %/)
    expect(view.get('.drops').text()).toContain('Nothing was lost.')
    store.change({ frameBytes: 256 })
    await nextTick()
    expect(view.text()).toContain('The question has changed since this run')
  })

  it('follows a packet and steps through its hops', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.tab = 'path'
    await nextTick()
    await settle()
    expect(view.findAll('.lane svg')).toHaveLength(3)
    expect(view.get('.lane svg').attributes('aria-label')).toMatch(/SR-IOV: .*VF queue \d+ ns.*Wire/)
    const before = view.get('.now').text()
    await view.get('[data-action="step"]').trigger('click')
    expect(view.get('.now').text()).not.toBe(before)
  })
})
