import type { Failure } from '#shared/failure.ts'
import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { CoreContext } from '../core-context.ts'
import type { JobControl, JobWork } from '../jobs/job-registry.ts'
import { isAlive, ownProcess } from '../process-mark.ts'
import type { ReachHost } from '../ssh/reach-host.ts'
import { applyPlan, type ApplyEnd, type ApplyOrder } from './apply-plan.ts'
import { runLog } from './run-log.ts'

/**
 * Writes the run into the audit, from before the first connection on. Refused where a window or a command line works
 * on the host already: the audit is what keeps them apart, because all of them share it.
 */
export function claimRun(
  { store, now, newId }: Pick<CoreContext, 'store' | 'now' | 'newId'>,
  order: ApplyOrder
): Result<ApplyRun, Failure> {
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
  const claimed = store.runs.claim(run, ownProcess(), isAlive)
  if (claimed.ok) return ok(run)
  const other = claimed.error
  return err({
    kind: 'busy',
    message: `${order.host.name} is being worked on: ${other.action} of the plan "${other.planName}" since ${other.startedAt}`,
    fix: 'Wait until it has ended, or cancel it.'
  })
}

/** Does what is ordered, as a job. */
export function applyJob(context: CoreContext, reach: ReachHost, order: ApplyOrder, run: ApplyRun): JobWork {
  return async (control) => {
    const { outcome, message, fix } = await recordedApply(context, reach, order, run, control)
    return asJobResult(order.action, { outcome, message, fix })
  }
}

/** Does what is ordered and returns the outcome. Every line of the log is in the audit when it is shown. */
export async function recordedApply(
  context: CoreContext,
  reach: ReachHost,
  order: ApplyOrder,
  run: ApplyRun,
  control: Pick<JobControl, 'signal' | 'progress' | 'log'>
): Promise<ApplyEnd> {
  const { store, now } = context
  const log = runLog((text) => store.runs.append(run.id, text), control.log)
  const finish = (end: ApplyEnd): ApplyEnd => {
    log.add([end.message, end.fix].filter(Boolean).join('. ').replaceAll('..', '.'))
    store.runs.end(run.id, end.outcome, now())
    return end
  }
  try {
    return finish(await applyPlan(context, reach, order, control, log))
  } catch (error) {
    // A bug of ours; the audit must not say "running" for ever.
    finish({
      outcome: order.action === 'apply' || order.action === 'rollback' ? 'half-way' : 'failed',
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
    case 'half-way':
    case 'cancelled':
      return err({ kind: outcome, message, fix })
  }
}
