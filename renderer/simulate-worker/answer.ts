import { simulate } from '#shared/simulate/what-if/run-job.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'

/** Answers a request; a job that throws is an answer as well, because the worker must stay usable. */
export function answer({ id, job }: WorkerRequest, reply: (message: WorkerReply) => void): void {
  try {
    reply({ kind: 'done', id, result: simulate(job, (share) => reply({ kind: 'progress', id, share })) })
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}
