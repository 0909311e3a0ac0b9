import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Job } from '#shared/lab/job.ts'
import { ok } from '#shared/result.ts'
import { useJobsStore } from '../../stores/jobs.ts'
import { useUiStore } from '../../stores/ui.ts'
import { fakeMain, type FakeMain } from '../../testing/fake-main.ts'
import RunPane from './RunPane.vue'

const job: Job = {
  id: 'job-1',
  kind: 'apply',
  title: 'Apply web on rack4',
  hosts: ['h1'],
  state: 'running',
  done: 2,
  total: 5,
  message: 'make 2 VFs',
  startedAt: '2026-11-20T08:00:00Z',
  endedAt: null,
  error: null
}
let main: FakeMain
let view: VueWrapper
let cancelled = ''

beforeEach(async () => {
  setActivePinia(createPinia())
  main = fakeMain({
    'jobs.log': () => ok({ from: 0, lines: ['step 1/5 first', 'step 2/5 second'] }),
    'jobs.cancel': ({ job: id }) => {
      cancelled = id
      return ok(null)
    }
  })
  useJobsStore().follow()
  view = mount(RunPane, { props: { job, outcome: null }, attachTo: document.body })
  await flushPromises()
})
afterEach(() => view.unmount())

it('shows a run that began before the window was loaded again: its log so far, its progress, the way to stop it', async () => {
  expect(view.get('[role=log]').text()).toContain('step 1/5 first')
  main.tell('job.log', { job: 'job-1', from: 2, lines: ['step 3/5 third'] })
  await flushPromises()
  expect(view.get('[role=log]').text()).toMatch(/first.*second.*third/s)
  expect(view.get('[role=progressbar]').attributes('aria-valuenow')).toBe('40')
  await view.get('[data-action=cancel-run]').trigger('click')
  expect(cancelled).toBe('job-1')
})

it('says a failure once, and offers nothing to stop any more', async () => {
  expect(useUiStore().watchedJob).toBe('job-1')
  const error = { kind: 'failed', message: 'The script failed on rack4', fix: 'Roll back.' }
  await view.setProps({ job: { ...job, state: 'failed', message: error.message, error }, outcome: 'failed' })
  expect(view.text().match(/The script failed on rack4/g)).toHaveLength(1)
  expect(view.find('[data-action=cancel-run]').exists()).toBe(false)
  view.unmount()
  expect(useUiStore().watchedJob).toBeNull()
})
