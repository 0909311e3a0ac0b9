import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import type { RunResult, SimulateJob } from '#shared/simulate/what-if/job.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'
import { oneVm } from '#shared/simulate/what-if/test-scenario.ts'
import { WorkerPool, type SimulateWorker } from './worker-pool.ts'

/** A worker in the same thread: answers when it is told to. */
class HandWorker implements SimulateWorker {
  onmessage: SimulateWorker['onmessage'] = null
  onerror: SimulateWorker['onerror'] = null
  readonly inbox: WorkerRequest[] = []
  isEnded = false
  postMessage(request: WorkerRequest): void {
    // What cannot be cloned would fail in a real worker.
    this.inbox.push(structuredClone(request))
  }
  terminate(): void {
    this.isEnded = true
  }
  /** Does everything in the inbox. */
  work(): void {
    for (const request of this.inbox.splice(0))
      answer(request, (reply: WorkerReply) => this.onmessage?.({ data: structuredClone(reply) }))
  }
}

function poolOf(count: number): { pool: WorkerPool; workers: HandWorker[]; workAll: () => void } {
  const workers: HandWorker[] = []
  const pool = new WorkerPool(() => {
    const worker = new HandWorker()
    workers.push(worker)
    return worker
  }, count)
  const workAll = (): void => {
    while (workers.some((worker) => !worker.isEnded && worker.inbox.length > 0))
      for (const worker of workers) if (!worker.isEnded) worker.work()
  }
  return { pool, workers, workAll }
}

const estimates = (count: number): SimulateJob[] =>
  Array.from({ length: count }, () => ({ kind: 'estimate', scenario: oneVm() }))

const runJob = (changes: Partial<Extract<SimulateJob, { kind: 'run' }>> = {}): SimulateJob => ({
  kind: 'run',
  scenario: oneVm(),
  seed: 1,
  length: { durationNs: 200_000, warmUpNs: 20_000 },
  follow: null,
  ...changes
})

describe('a pool of workers', () => {
  it('gives every worker one job at a time and every job its result', async () => {
    const { pool, workers, workAll } = poolOf(2)
    const results = new Set<number>()
    const batch = pool.start(estimates(5), { onResult: (index) => results.add(index) })
    expect(workers.map(({ inbox }) => inbox.length)).toEqual([1, 1])
    workAll()
    expect(await batch.end).toEqual({ kind: 'done' })
    expect([...results].sort()).toEqual([0, 1, 2, 3, 4])
    expect(workers).toHaveLength(2)
  })

  it('tells how far a long job has come before it is done', async () => {
    const { pool, workAll } = poolOf(1)
    const seen: number[] = []
    const batch = pool.start([runJob()], { onProgress: (done) => seen.push(done) })
    workAll()
    await batch.end
    expect(seen.length).toBeGreaterThan(10)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  it('ends workers that are busy with what is cancelled, and goes on with the rest', async () => {
    const { pool, workers, workAll } = poolOf(2)
    const results: number[] = []
    const first = pool.start(estimates(3), { onResult: (index) => results.push(index) })
    const second = pool.start(estimates(1))
    first.cancel()
    expect(await first.end).toEqual({ kind: 'cancelled' })
    expect(workers.filter(({ isEnded }) => isEnded)).toHaveLength(2)
    workAll()
    expect(await second.end).toEqual({ kind: 'done' })
    expect(results).toEqual([])
  })

  it('says why a job failed and stays usable', async () => {
    const { pool, workAll } = poolOf(1)
    const broken = oneVm()
    const scenario = { ...broken, hosts: broken.hosts.map((host) => ({ ...host, ports: [] })) }
    const failed = pool.start([{ kind: 'estimate', scenario }, ...estimates(1)])
    workAll()
    expect(await failed.end).toEqual({ kind: 'failed', message: 'host host has no port port' })
    const next = pool.start(estimates(1))
    workAll()
    expect(await next.end).toEqual({ kind: 'done' })
  })

  it('replaces a worker that broke', async () => {
    const { pool, workers, workAll } = poolOf(1)
    const batch = pool.start(estimates(2))
    workers[0]?.onerror?.({ message: 'out of memory' })
    expect(await batch.end).toEqual({ kind: 'failed', message: 'out of memory' })
    const next = pool.start(estimates(1))
    workAll()
    expect(await next.end).toEqual({ kind: 'done' })
    expect(workers).toHaveLength(2)
  })

  it('has nothing to do for no jobs', async () => {
    expect(await poolOf(1).pool.start([]).end).toEqual({ kind: 'done' })
  })
})

it('the same job has the same result', () => {
  const replies: WorkerReply[] = []
  for (const id of [1, 2])
    answer({ id, job: runJob({ follow: { flow: 0, packet: 3 } }) }, (reply) => replies.push(reply))
  const results = replies.flatMap((reply) => (reply.kind === 'done' ? [reply.result as RunResult] : []))
  expect(results).toHaveLength(2)
  expect(results[0]).toEqual(results[1])
  expect(results[0]?.hops.length).toBeGreaterThan(1)
})
