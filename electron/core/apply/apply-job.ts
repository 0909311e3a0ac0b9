import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import type { Failure } from '#shared/failure.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { JobControl, JobWork } from '../jobs/job-registry.ts'
import type { ReachHost } from '../ssh/reach-host.ts'
import type { CoreContext } from '../core-context.ts'
import { applyPlan, type ApplyEnd, type ApplyOrder } from './apply-plan.ts'
import { runLog } from './run-log.ts'

/** Does what is ordered, with a row in the audit from before the first connection until the end. */
export function applyJob(context: CoreContext, reach: ReachHost, order: ApplyOrder): JobWork {
  return async (control) => {
    const { outcome, message, fix } = await recordedApply(context, reach, order, control)
    return asJobResult(order.action, { outcome, message, fix })
  }
}

/** The same for who wants to know the outcome itself. */
export async function recordedApply(
  context: CoreContext,
  reach: ReachHost,
  order: ApplyOrder,
  control: Pick<JobControl, 'signal' | 'progress' | 'log'>
): Promise<ApplyEnd> {
  const { store, now, newId } = context
  const run: ApplyRun = {
    id: newId(),
    host: order.host.id,
    hostName: order.host.name,
    planId: order.plan.id,
    planName: order.plan.name,
    action: order.action,
    startedAt: now(),
    endedAt: null,
    outcome: 'running',
    log: ''
  }
  store.runs.start(run, process.pid)
  const log = runLog(control.log)
  const finish = (end: ApplyEnd): ApplyEnd => {
    log.add([end.message, end.fix].filter(Boolean).join('. ').replaceAll('..', '.'))
    store.runs.end(run.id, { outcome: end.outcome, log: log.text(), endedAt: now() })
    return end
  }
  try {
    return finish(await applyPlan(context, reach, order, control, log))
  } catch (error) {
    // A bug of ours; the audit must not say "running" for ever.
    finish({
      outcome: 'failed',
      message: `VF Lab failed: ${String(error)}`,
      fix: 'Scan the host to see its state'
    })
    throw error
  }
}

function asJobResult(action: ApplyAction, { outcome, message, fix }: ApplyEnd): Result<string, Failure> {
  switch (outcome) {
    case 'as-planned':
    case 'rolled-back':
    case 'dry-run':
      return ok(message)
    case 'differs':
      // To find a difference is what a verify is for.
      return action === 'verify' ? ok(message) : err({ kind: outcome, message, fix })
    case 'refused':
    case 'failed':
    case 'cancelled':
      return err({ kind: outcome, message, fix })
  }
}
