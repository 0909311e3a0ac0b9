import { readFileSync } from 'node:fs'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Request } from '#shared/ipc/contract.ts'
import type { HostPreset } from '#shared/lab/host.ts'
import { ok } from '#shared/result.ts'
import { IPERF3 } from '#shared/simulate/measurements/test-outputs.ts'
import { formatPresetFile } from '#shared/simulate/scenario/preset-file.ts'
import { parseScenarioFile } from '#shared/simulate/scenario/scenario-file.ts'
import { answer } from '../../simulate-worker/answer.ts'
import type { WorkerReply, WorkerRequest } from '../../simulate-worker/protocol.ts'
import { fakeMain, type FakeMain } from '../../testing/fake-main.ts'
import { useUiStore } from '../../stores/ui.ts'
import { useSavedScenario } from './useSavedScenario.ts'
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
  localStorage.clear()
  chosen = []
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** What the user chooses in the dialog; empty = it is closed. */
let chosen: { name: string; text: string }[] = []

async function show(): Promise<{
  view: VueWrapper
  main: FakeMain
  store: ReturnType<typeof useWhatIfStore>
}> {
  let presets: readonly HostPreset[] = []
  const main = fakeMain({
    'plans.list': () => ok([]),
    'hosts.list': () => ok([]),
    'presets.list': () => ok(presets),
    'presets.keep': ({ host, title, parameters }) => {
      presets = [{ host, title, parameters, keptAt: '2026-01-01T00:00:00.000Z' }]
      return ok(presets)
    },
    'presets.remove': () => ok((presets = [])),
    'files.open-for-what-if': () => ok(chosen.length === 0 ? null : chosen),
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

const example = (name: string): string => readFileSync(`docs/examples/scenarios/${name}.json`, 'utf8')

describe('What-if', () => {
  it('without a plan says what it is for and leads to a scenario that needs none', async () => {
    const { view, store } = await show()
    expect(view.text()).toContain('before anyone touches a host')
    await view.get('[data-action="free-scenario"]').trigger('click')
    expect(store.subject).toBe('free')
    expect(view.findAll('.ways tbody tr')).toHaveLength(3)
  })

  it('compares the ways with what limits them, their latency and how full everything is', async () => {
    const { store } = await show()
    store.subject = 'free'
    await nextTick()
    expect(rowOf('SR-IOV')).toMatch(/frame rate of Intel XL710.*shared by 4 VMs/)
    expect(rowOf('SR-IOV')).toMatch(/then queues of the VF/)
    expect(rowOf('virtio')).toContain('vhost thread')
    await settle()
    expect(rowOf('SR-IOV')).toMatch(/\d µs/)
    expect(document.querySelector('.ways-use')?.textContent).toMatch(/frame rate of Intel XL710.*100 %/)
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
    const { publishedRates } = await import('#shared/simulate/what-if/published.ts')
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
    expect(view.findAll('.lane')).toHaveLength(3)
    expect(view.get('[data-lane="0"]').attributes('aria-label')).toMatch(/^SR-IOV: [\d.]+ µs together/)
    expect(
      view.findAll('[data-lane="0"] [data-stop]').map((stop) => stop.attributes('aria-label'))
    ).toContainEqual(expect.stringMatching(/^VF queue .*\d+ ns, SR-IOV$/))
    const before = view.get('.now').text()
    await view.get('[data-action="step"]').trigger('click')
    expect(view.get('.now').text()).not.toBe(before)
  })

  it('follows the packet that an opened file names, of its flow, and goes back to the one before', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.tab = 'path'
    const before = store.packet
    const label = (): string => view.get('.controls .short').text()
    chosen = [{ name: 'run.json', text: example('layout-run') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await settle()
    expect([store.followedFlow, store.packet]).toEqual([1, 100])
    expect(label()).toContain('Packet of receiver')
    expect(view.findAll('[data-lane="0"] [data-stop]').length).toBeGreaterThan(2)
    store.change({ vms: 1 })
    await nextTick()
    expect(label()).toContain('Packet of the first VM')
    useUiStore().toasts[0]?.action?.run()
    await nextTick()
    expect([store.followedFlow, store.packet]).toEqual([0, before])
  })

  it('opens a layout out of a file, as it is there, and goes back', async () => {
    const { view, store } = await show()
    chosen = [{ name: 'rack.json', text: example('layout') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(store.subject).toBe('file')
    expect(rowOf('As in the file')).toContain('in the file')
    expect(view.text()).toContain('one 40 Gb/s port shared by VFs and a virtio VM')
    store.change({ frameBytes: 9018 })
    await nextTick()
    await view.get('[data-action="start-over"]').trigger('click')
    expect(store.effective).toEqual({})
    const [opened, started] = useUiStore().toasts
    started?.action?.run()
    expect(store.effective).toEqual({ frameBytes: 9018 })
    opened?.action?.run()
    expect(store.subject).toBe('plan')
  })

  it('takes what a file says about its run, and goes back to what was there', async () => {
    const { view, store } = await show()
    const before = { seed: store.seed, loadPercent: store.loadPercent }
    chosen = [{ name: 'run.json', text: example('layout-run') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(store.events.length).toBeGreaterThan(0)
    expect(store.loadPercent).toBe(0)
    useUiStore().toasts[0]?.action?.run()
    expect(store.events).toEqual([])
    expect({ seed: store.seed, loadPercent: store.loadPercent }).toEqual(before)
  })

  it('answers a question about one mechanism with figures, verdict and what was asked', async () => {
    const { view } = await show()
    chosen = [{ name: 'mailbox.json', text: example('mailbox') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(view.get('.outcomes').text()).toMatch(/GET_RETA.*NACK/)
    chosen = [{ name: 'dma.json', text: example('dma') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(view.get('[data-figure]').text()).toMatch(/payload\d+\.\d Gb\/s/)
    expect(view.text()).toContain('transferBytes')
  })

  it('refuses a bad file with path, value and expectation, and keeps what was there', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    await nextTick()
    chosen = [{ name: 'bad.json', text: example('layout').replace('"lanes": 8', '"lanes": 3') }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    const told = document.querySelector('[data-open-problem]')?.textContent
    expect(told).toContain('scenario.hosts.0.ports.0.link.lanes')
    expect(told).toMatch(/3.*1, 2, 4, 8, 12, 16, 32/)
    expect(store.subject).toBe('free')
    expect(rowOf('SR-IOV')).not.toBe('')
  })

  it('lays a measurement beside the prediction, fits a preset to it, uses it and takes it back', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.freeVms = 1
    chosen = [{ name: 'iperf3.json', text: IPERF3 }]
    await nextTick()
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    await view.get('[data-measurement] select').setValue('virtio')
    const errorCell = (): string => view.findAll('[data-measurement] tr')[1]?.findAll('td')[3]?.text() ?? ''
    expect(errorCell()).toMatch(/^\+\d+\.\d %$/)
    await view.get('[data-action="fit"]').trigger('click')
    await flushPromises()
    document.querySelector<HTMLElement>('[data-action="keep-preset"]')?.click()
    await flushPromises()
    expect(errorCell()).toBe('0.0 %')
    expect(view.get('[data-preset]').text()).toContain('vhostNet.streamGbps')
    await view.get('[data-action="remove-preset"]').trigger('click')
    await flushPromises()
    expect(view.find('[data-preset]').exists()).toBe(false)
    expect(errorCell()).toMatch(/^\+\d/)
  })

  it('saves the question as a file that the command line takes', async () => {
    const { main, store } = await show()
    store.subject = 'free'
    store.change({ frameBytes: 'imix', direction: 'other-host' })
    await nextTick()
    const { first } = useSavedScenario()
    first.value?.()
    await flushPromises()
    const request = main.requests.find(({ channel }) => channel === 'files.save')?.request
    const [file] = (request as Request<'files.save'>).files
    const parsed = parseScenarioFile(file?.content ?? '')
    expect(parsed.ok && parsed.value.scenario).toMatchObject({ kind: 'layout' })
    expect(file?.name).toMatch(/^intel-xl710.*sr-iov\.json$/)
  })

  it('keeps the sweep of an opened layout as long as the layout has what it sweeps', async () => {
    const { view, main, store } = await show()
    const swept = JSON.parse(example('layout')) as Record<string, unknown>
    const path = 'hosts.0.vms.1.functions.0.traffic.frameBytes'
    swept['sweep'] = { path, values: [64, 1518] }
    chosen = [{ name: 'swept.json', text: JSON.stringify(swept) }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    const { first } = useSavedScenario()
    const sweepOfSaved = async (): Promise<unknown> => {
      first.value?.()
      await flushPromises()
      const request = main.requests.findLast(({ channel }) => channel === 'files.save')?.request
      const parsed = parseScenarioFile((request as Request<'files.save'>).files[0]?.content ?? '')
      if (!parsed.ok) throw new Error('not a scenario')
      return parsed.value.sweep
    }
    store.change({ frameBytes: 512 })
    await nextTick()
    expect(await sweepOfSaved()).toMatchObject({ path, steps: [{ value: 64 }, { value: 1518 }] })
    store.change({ vms: 1 })
    await nextTick()
    expect(await sweepOfSaved()).toBeNull()
  })

  it('lets things happen in a run and shows when, over the queues', async () => {
    const { view, store } = await show()
    store.subject = 'free'
    store.tab = 'run'
    store.durationMs = 3
    await nextTick()
    await view.get('[data-action="add-event"]').trigger('click')
    await view.get('[data-event] select').setValue('link-down')
    await view.get('[data-action="run"]').trigger('click')
    await settle()
    expect(view.get('.timeline').text()).toMatch(/link of Intel XL710.* down.*up/)
    expect(view.get('.drops').text()).toMatch(/ring full in front of/)
  })

  it('takes a preset out of a file, and has nobody to give it to without a host', async () => {
    const { view, store } = await show()
    chosen = [{ name: 'rack.json', text: formatPresetFile('rack', { 'nic.portMpps': 5 }) }]
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(document.querySelector('[data-open-problem]')?.textContent).toMatch(/Choose a host of the plan/)
    expect(store.parameters).toEqual({})
    store.subject = 'free'
    await nextTick()
    await view.get('[data-action="open-file"]').trigger('click')
    await flushPromises()
    expect(store.parameters).toEqual({ 'nic.portMpps': 5 })
    expect(view.get('[data-preset]').text()).toMatch(/rack\.json.*nic\.portMpps/)
    expect(rowOf('SR-IOV')).toContain('5 Mpps')
  })
})
