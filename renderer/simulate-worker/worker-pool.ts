import type { SimulateJob, SimulateResult } from '#shared/simulate/what-if/job.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'

/** A worker as the pool needs it; a `Worker` is one. */
export interface SimulateWorker {
  onmessage: ((event: { readonly data: WorkerReply }) => void) | null
  onerror: ((event: { readonly message?: string }) => void) | null
  postMessage(request: WorkerRequest): void
  terminate(): void
}

/** What happens to a batch while it runs. Results come in any order; `index` is that of the job. */
export interface BatchListener {
  readonly onResult?: (index: number, result: SimulateResult) => void
  /** Jobs that are done, with the shares of those under way: rises from 0 to the number of jobs. */
  readonly onProgress?: (done: number) => void
}

/** How a batch ended. */
export type BatchEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }

/** Work that was begun. */
export interface Batch {
  readonly end: Promise<BatchEnd>
  /** Stops at once: workers in the middle of a job are ended and replaced. */
  readonly cancel: () => void
}

interface Task {
  readonly job: SimulateJob
  readonly batch: RunningBatch
  readonly index: number
}

interface RunningBatch {
  readonly listener: BatchListener
  readonly shares: number[]
  open: number
  isOver: boolean
  readonly settle: (end: BatchEnd) => void
}

interface Slot {
  worker: SimulateWorker | null
  task: Task | null
  id: number
}

/**
 * Spreads jobs over workers, one job a worker at a time, first come first served. Workers are started with their
 * first job and kept.
 */
export class WorkerPool {
  private readonly slots: readonly Slot[]
  private readonly create: () => SimulateWorker
  private queue: Task[] = []
  private lastId = 0

  constructor(create: () => SimulateWorker, workers: number) {
    this.create = create
    this.slots = Array.from({ length: Math.max(1, workers) }, () => ({ worker: null, task: null, id: 0 }))
  }

  /** Begins `jobs`, in their order as far as workers are free. */
  start(jobs: readonly SimulateJob[], listener: BatchListener = {}): Batch {
    let settle: (end: BatchEnd) => void = () => undefined
    const end = new Promise<BatchEnd>((resolve) => (settle = resolve))
    const batch: RunningBatch = {
      listener,
      shares: jobs.map(() => 0),
      open: jobs.length,
      isOver: false,
      settle
    }
    if (jobs.length === 0) settle({ kind: 'done' })
    this.queue.push(...jobs.map((job, index) => ({ job, batch, index })))
    this.feed()
    return { end, cancel: () => this.stop(batch, { kind: 'cancelled' }) }
  }

  /** Ends all workers; what runs is cancelled. */
  close(): void {
    for (const batch of new Set(
      [...this.queue, ...this.slots.flatMap(({ task }) => task ?? [])].map((t) => t.batch)
    ))
      this.stop(batch, { kind: 'cancelled' })
    for (const slot of this.slots) this.end(slot)
  }

  private feed(): void {
    for (const slot of this.slots) {
      if (slot.task !== null) continue
      const task = this.queue.shift()
      if (task === undefined) return
      slot.task = task
      slot.id = ++this.lastId
      slot.worker ??= this.hire(slot)
      slot.worker.postMessage({ id: slot.id, job: task.job })
    }
  }

  private hire(slot: Slot): SimulateWorker {
    const worker = this.create()
    worker.onmessage = ({ data }) => this.hear(slot, data)
    worker.onerror = ({ message }) => {
      const batch = slot.task?.batch
      this.end(slot)
      if (batch !== undefined) this.stop(batch, { kind: 'failed', message: message ?? 'the worker ended' })
    }
    return worker
  }

  private hear(slot: Slot, reply: WorkerReply): void {
    const { task } = slot
    if (task === null || reply.id !== slot.id) return
    const { batch, index } = task
    if (reply.kind === 'failed') {
      slot.task = null
      this.stop(batch, { kind: 'failed', message: reply.message })
      return
    }
    batch.shares[index] = reply.kind === 'done' ? 1 : reply.share
    if (reply.kind === 'done') {
      slot.task = null
      batch.open--
      batch.listener.onResult?.(index, reply.result)
    }
    batch.listener.onProgress?.(batch.shares.reduce((sum, share) => sum + share, 0))
    if (batch.open === 0 && !batch.isOver) {
      batch.isOver = true
      batch.settle({ kind: 'done' })
    }
    this.feed()
  }

  private stop(batch: RunningBatch, end: BatchEnd): void {
    if (batch.isOver) return
    batch.isOver = true
    this.queue = this.queue.filter((task) => task.batch !== batch)
    for (const slot of this.slots) if (slot.task?.batch === batch) this.end(slot)
    batch.settle(end)
    this.feed()
  }

  private end(slot: Slot): void {
    slot.worker?.terminate()
    slot.worker = null
    slot.task = null
  }
}
