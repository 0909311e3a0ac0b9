import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HostId } from '#shared/inventory/types.ts'
import { joinLogs, type JobLog } from '#shared/ipc/job-log.ts'
import type { Failure } from '#shared/failure.ts'
import type { Job } from '#shared/lab/job.ts'
import { invoke, onEvent } from '../api.ts'

/** Ended jobs kept for the list in the status bar. */
const KEPT_ENDED_JOBS = 30

/** Work in the background, newest first. */
export const useJobsStore = defineStore('jobs', () => {
  const jobs = shallowRef<readonly Job[]>([])
  const logs = shallowRef<ReadonlyMap<string, JobLog>>(new Map())
  const loading = new Set<string>()
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

  function addToLog(job: string, more: JobLog): void {
    const whole = joinLogs(logs.value.get(job) ?? { from: 0, lines: [] }, more)
    // Lines that this window never saw: it was loaded again while the job ran.
    if (whole === null) void loadLog(job)
    else logs.value = new Map(logs.value).set(job, whole)
  }

  /** Gets the log of a job as far as it is there; from then on it grows by itself. */
  async function loadLog(job: string): Promise<void> {
    if (loading.has(job)) return
    loading.add(job)
    const answer = await invoke('jobs.log', { job })
    loading.delete(job)
    // What is here and does not touch it is older than what the main process keeps.
    if (answer.ok) {
      const before = logs.value.get(job)
      const whole = before ? joinLogs(before, answer.value) : null
      logs.value = new Map(logs.value).set(job, whole ?? answer.value)
    }
  }

  /** Asks a job to stop; it ends as `cancelled` when it has. */
  async function cancel(id: string): Promise<Failure | null> {
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
    const stops = [onEvent('job.changed', put), onEvent('job.log', ({ job, ...more }) => addToLog(job, more))]
    return () => stops.forEach((stop) => stop())
  }

  return { jobs, running, runningByHost, logs, put, refresh, loadLog, cancel, onEnd, follow }
})
