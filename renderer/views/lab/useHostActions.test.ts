import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Failure } from '#shared/failure.ts'
import type { Job } from '#shared/lab/job.ts'
import { err, ok } from '#shared/result.ts'
import { useUiStore } from '../../stores/ui.ts'
import { fakeMain, type FakeMain } from '../../testing/fake-main.ts'
import { makeSummary } from '../../testing/host-summary.ts'
import { useHostActions, type HostActions } from './useHostActions.ts'

const host = (id: string, origin: 'ssh' | 'import' | 'sample' = 'ssh') =>
  makeSummary({ id, name: id, origin })
const failure: Failure = { kind: 'busy', message: 'The host is busy', fix: 'Wait for its job' }
const job: Job = {
  id: 'job-1',
  kind: 'scan',
  title: 'Scan a',
  state: 'running',
  done: 0,
  total: 1,
  message: '',
  hosts: ['a'],
  startedAt: '2026-11-20T08:00:00Z',
  endedAt: null,
  error: null
}

function setUp(answers: Parameters<typeof fakeMain>[0]) {
  const main: FakeMain = fakeMain({ 'hosts.list': () => ok([]), ...answers })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/lab/:host?', name: 'lab', component: { render: () => null } }]
  })
  let actions: HostActions | undefined
  const Root = {
    setup() {
      actions = useHostActions()
      return () => null
    }
  }
  mount(Root, { global: { plugins: [createPinia(), router] } })
  if (actions === undefined) throw new Error('not set up')
  const asked = (channel: string): readonly unknown[] =>
    main.requests.filter((one) => one.channel === channel).map(({ request }) => request)
  const toasts = (): readonly string[] => useUiStore().toasts.map(({ text }) => text)
  return { actions, asked, toasts, router }
}
afterEach(() => void Reflect.deleteProperty(window, 'vflab'))

describe('scanning hosts', () => {
  it('asks for those that can be reached only', async () => {
    const { actions, asked } = setUp({ 'scan.start': () => ok(job) })
    await actions.scan([host('a'), host('b', 'sample'), host('c', 'import')])
    expect(asked('scan.start')).toEqual([{ hosts: ['a'] }])
  })

  it('says why where none can be, and asks for nothing', async () => {
    const { actions, asked, toasts } = setUp({})
    await actions.scan([host('b', 'sample')])
    expect(toasts()[0]).toContain('recording')
    expect(asked('scan.start')).toEqual([])
  })

  it('does nothing without hosts', async () => {
    const { actions, toasts } = setUp({})
    await actions.scan([])
    expect(toasts()).toEqual([])
  })

  it('shows why it could not begin', async () => {
    const { actions, toasts } = setUp({ 'scan.start': () => err(failure) })
    await actions.scan([host('a')])
    expect(toasts()).toEqual(['The host is busy'])
  })
})

describe('removing hosts', () => {
  it('says which are gone', async () => {
    const { actions, toasts } = setUp({ 'hosts.remove': () => ok(null) })
    await actions.remove([host('a')])
    await actions.remove([host('a'), host('b')])
    expect(toasts()).toEqual(['Removed a from VF Lab', 'Removed 2 hosts from VF Lab'])
  })

  it('stops at the first that fails, and does not claim the rest', async () => {
    const { actions, asked, toasts } = setUp({
      'hosts.remove': ({ host: id }) => (id === 'b' ? err(failure) : ok(null))
    })
    await actions.remove([host('a'), host('b'), host('c')])
    expect(asked('hosts.remove')).toEqual([{ host: 'a' }, { host: 'b' }])
    expect(toasts()).toEqual(['The host is busy', 'Removed a from VF Lab'])
  })

  it('claims nothing where the first fails', async () => {
    const { actions, toasts } = setUp({ 'hosts.remove': () => err(failure) })
    await actions.remove([host('a')])
    expect(toasts()).toEqual(['The host is busy'])
  })
})

describe('importing captures', () => {
  it('opens the host where it is one', async () => {
    const { actions, router } = setUp({ 'hosts.import-captures': () => ok([host('x', 'import')]) })
    await actions.importCaptures()
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/lab/x')
  })

  it('says nothing when the dialog was closed', async () => {
    const { actions, toasts } = setUp({ 'hosts.import-captures': () => ok(null) })
    await actions.importCaptures()
    expect(toasts()).toEqual([])
  })
})

it('offers the sample lab again where it was removed', async () => {
  const { actions, asked } = setUp({
    'hosts.remove-sample-lab': () => ok(null),
    'hosts.add-sample-lab': () => ok([])
  })
  await actions.removeSampleLab()
  useUiStore().toasts[0]?.action?.run()
  await flushPromises()
  expect(asked('hosts.add-sample-lab')).toHaveLength(1)
})
