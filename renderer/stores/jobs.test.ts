import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '#shared/lab/job.ts'
import { ok } from '#shared/result.ts'
import { fakeMain, type FakeMain } from '../testing/fake-main.ts'
import { useJobsStore } from './jobs.ts'

const job = (id: string, facts: Partial<Job> = {}): Job => ({
  id,
  kind: 'scan',
  title: `Scan ${id}`,
  hosts: [`host-${id}`],
  state: 'running',
  done: 0,
  total: 4,
  message: '',
  startedAt: '2026-11-20T08:00:00Z',
  endedAt: null,
  error: null,
  ...facts
})

let main: FakeMain
beforeEach(() => {
  setActivePinia(createPinia())
  main = fakeMain({ 'jobs.log': () => ok({ from: 0, lines: ['one', 'two', 'three'] }) })
  useJobsStore().follow()
})

describe('background work', () => {
  it('is listed newest first, and a job that moves on keeps its place', () => {
    const jobs = useJobsStore()
    main.tell('job.changed', job('a'))
    main.tell('job.changed', job('b'))
    main.tell('job.changed', job('a', { done: 2 }))
    expect(jobs.jobs.map(({ id, done }) => `${id}${done}`)).toEqual(['b0', 'a2'])
  })

  it('tells once when a job ends, and frees its host', () => {
    const jobs = useJobsStore()
    const ended: string[] = []
    jobs.onEnd(({ id, state }) => ended.push(`${id} ${state}`))
    main.tell('job.changed', job('a'))
    expect(jobs.runningByHost.get('host-a')?.id).toBe('a')
    main.tell('job.changed', job('a', { state: 'failed' }))
    main.tell('job.changed', job('a', { state: 'failed' }))
    expect(ended).toEqual(['a failed'])
    expect(jobs.runningByHost.size).toBe(0)
  })

  it('never drops a running job to make room for ended ones', () => {
    const jobs = useJobsStore()
    main.tell('job.changed', job('slow'))
    for (let at = 0; at < 50; at++) main.tell('job.changed', job(`quick-${at}`, { state: 'done' }))
    expect(jobs.jobs.some(({ id }) => id === 'slow')).toBe(true)
    expect(jobs.jobs.length).toBeLessThan(40)
  })

  it('collects the log of a job in order', () => {
    main.tell('job.log', { job: 'a', from: 0, lines: ['one', 'two'] })
    main.tell('job.log', { job: 'a', from: 2, lines: ['three'] })
    expect(useJobsStore().logs.get('a')?.lines).toEqual(['one', 'two', 'three'])
  })

  it('gets the lines that came before the window was loaded again, once', async () => {
    const jobs = useJobsStore()
    await jobs.loadLog('a')
    expect(jobs.logs.get('a')?.lines).toEqual(['one', 'two', 'three'])
    main.tell('job.log', { job: 'a', from: 2, lines: ['three', 'four'] })
    expect(jobs.logs.get('a')?.lines).toEqual(['one', 'two', 'three', 'four'])
  })

  it('asks for the whole log when it hears the middle of it', async () => {
    const jobs = useJobsStore()
    main.tell('job.log', { job: 'a', from: 2, lines: ['three'] })
    await new Promise((resolve) => setTimeout(resolve))
    expect(jobs.logs.get('a')?.lines).toEqual(['one', 'two', 'three'])
  })
})
