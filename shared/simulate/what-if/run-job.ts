import { withOverrides } from '../../calibration/parameters.ts'
import { estimate } from '../estimate.ts'
import { atLoad } from './offered-load.ts'
import type { SimulateJob, SimulateResult } from './job.ts'
import { runResult } from './run-result.ts'
import { methodSummary } from './method-summary.ts'

/** Does a job. The window calls it, too, where an answer is due in the same frame. */
export function simulate(
  job: SimulateJob,
  onProgress: (share: number) => void = () => undefined
): SimulateResult {
  if (job.kind === 'run') return runResult(job, onProgress)
  const { scenario, parameters = {}, loadShare } = job
  const asked = loadShare === undefined ? scenario : atLoad(scenario, loadShare, parameters)
  const report = estimate(asked, withOverrides(parameters))
  return { kind: 'estimate', figures: methodSummary(report, job.hasLatency ?? false) }
}
