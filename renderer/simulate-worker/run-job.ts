import { withOverrides } from '#shared/calibration/parameters.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import { atLoad } from './offered-load.ts'
import type { SimulateJob, SimulateResult, WorkerReply, WorkerRequest } from './protocol.ts'
import { runResult } from './run-result.ts'
import { wayFigures } from './method-summary.ts'

/** Does a job. The window calls it, too, where an answer is due in the same frame. */
export function simulate(
  job: SimulateJob,
  onProgress: (share: number) => void = () => undefined
): SimulateResult {
  if (job.kind === 'run') return runResult(job, onProgress)
  const { scenario, parameters = {}, loadShare } = job
  const asked = loadShare === undefined ? scenario : atLoad(scenario, loadShare, parameters)
  const report = estimate(asked, withOverrides(parameters))
  return { kind: 'estimate', figures: wayFigures(report, job.hasLatency ?? false) }
}

/** Answers a request; a job that throws is an answer as well, because the worker must stay usable. */
export function answer({ id, job }: WorkerRequest, reply: (message: WorkerReply) => void): void {
  try {
    reply({ kind: 'done', id, result: simulate(job, (share) => reply({ kind: 'progress', id, share })) })
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  }
}
