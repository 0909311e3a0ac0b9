/** What a window and its simulation workers say to each other. Plain data both ways. */
import type { SimulateJob, SimulateResult } from '#shared/simulate/what-if/job.ts'

/** To a worker. */
export interface WorkerRequest {
  readonly id: number
  readonly job: SimulateJob
}

/** From a worker. `share` of the job is done, 0..1. */
export type WorkerReply =
  | { readonly kind: 'progress'; readonly id: number; readonly share: number }
  | { readonly kind: 'done'; readonly id: number; readonly result: SimulateResult }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
