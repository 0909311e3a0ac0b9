import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HostId } from '#shared/inventory/types.ts'
import type { IpcError, Job } from '#shared/ipc/types.ts'
import { invoke, onEvent } from '../api.ts'

/** Log lines kept per job; the whole log of an apply is in its audit record. */
const KEPT_LOG_LINES = 2000
/** Ended jobs kept for the list in the status bar. */
const KEPT_ENDED_JOBS = 30

/** Work in the background, newest first. */
export const useJobsStore = defineStore('jobs', () => {
  const jobs = shallowRef<readonly Job[]>([])
  const logs = shallowRef<ReadonlyMap<string, readonly string[]>>(new Map())
  const endListeners = new Set<(job: Job) => void>()

  const running = computed(() => jobs.value.filter((job) => job.state === 'running'))
  /** Hosts that a running job works on, with that job. */
  const runningByHost = computed(
    () => new Map<HostId, Job>(running.value.flatMap((job) => job.hosts.map((host) => [host, job] as const)))
  )

  function put(job: Job): void {
    const before = jobs.value.find((one) => one.id === job.id)
    const others = jobs.value.filter((one) => one.id !== job.id)
    // A change of a known job keeps its place, so that the list does not jump under the pointer.
    const all = before ? jobs.value.map((one) => (one.id === job.id ? job : one)) : [job, ...others]
    let ended = 0
    jobs.value = all.filter((one) => one.state === 'running' || ++ended <= KEPT_ENDED_JOBS)
    if (job.state !== 'running' && before?.state !== job.state)
      for (const listener of endListeners) listener(job)
  }

  async function refresh(): Promise<void> {
    const answer = await invoke('jobs.list')
    if (answer.ok) jobs.value = [...answer.value].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  /** Asks a job to stop; it ends as `cancelled` when it has. */
  async function cancel(id: string): Promise<IpcError | null> {
    const answer = await invoke('jobs.cancel', { job: id })
    return answer.ok ? null : answer.error
  }

  /** Calls `listener` when a job ends. Returns the function that stops it. */
  function onEnd(listener: (job: Job) => void): () => void {
    endListeners.add(listener)
    return () => endListeners.delete(listener)
  }

  /** Follows the jobs of the main process. Call once; returns the function that ends it. */
  function follow(): () => void {
    const stops = [
      onEvent('job.changed', put),
      onEvent('job.log', ({ job, lines }) => {
        const kept = [...(logs.value.get(job) ?? []), ...lines].slice(-KEPT_LOG_LINES)
        logs.value = new Map(logs.value).set(job, kept)
      })
    ]
    return () => stops.forEach((stop) => stop())
  }

  return { jobs, running, runningByHost, logs, put, refresh, cancel, onEnd, follow }
})
