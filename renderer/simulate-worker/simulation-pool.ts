import { WorkerPool, type SimulateWorker } from './worker-pool.ts'

/** More workers than this bring little and take memory. */
const MOST_WORKERS = 16

let pool: WorkerPool | null = null

/** The window's workers, one for each core. They are started when there is something to do. */
export function simulationPool(): WorkerPool {
  pool ??= new WorkerPool(
    () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }) as SimulateWorker,
    Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1)
  )
  return pool
}
