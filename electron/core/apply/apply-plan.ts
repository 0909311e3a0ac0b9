import type { InventoryHost } from '#shared/inventory/types.ts'
import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import type { Plan } from '#shared/plan/types.ts'
import type { Consent } from '#shared/check/consent.ts'
import { bashScript } from '#shared/export/bash/bash-script.ts'
import { compileForRollback, compileHost } from '#shared/provision/compile.ts'
import { differences } from '#shared/provision/differences.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { JobControl } from '../jobs/job-registry.ts'
import { readAndStore, readOver } from '../scan/read-and-store.ts'
import type { ReachedHost, ReachHost } from '../ssh/reach-host.ts'
import { explainSshError, type SshError } from '../ssh/ssh-error.ts'
import type { CoreContext } from '../core-context.ts'
import { changesThatMatter } from './stale-plan.ts'
import type { RunLog } from './run-log.ts'
import { runScript, type ScriptEnd, type ScriptStep } from './run-script.ts'

/** What shall be done to which host. */
export interface ApplyOrder {
  readonly plan: Plan
  readonly host: HostSummary
  /** The host as it was when the plan was judged. */
  readonly judged: InventoryHost
  readonly action: ApplyAction
  /** What the user agreed to lose. */
  readonly consents: readonly Consent[]
  /** Whether errors of the check that leave a choice are to be overridden. */
  readonly insist: boolean
}

/** How it ended, for the audit, and what is said about it. */
export interface ApplyEnd {
  readonly outcome: Exclude<ApplyRun['outcome'], 'running'>
  readonly message: string
  /** What the user can do; empty where all is well. */
  readonly fix: string
}

const end = (outcome: ApplyEnd['outcome'], message: string, fix = ''): ApplyEnd => ({ outcome, message, fix })
/** How long a cancelled script may need to stop, in milliseconds: it ends with its next line. */
const STOPPING_MS = 2000
/** Reading the host after a cancel must not take for ever: the user wants out. */
const AFTERMATH_MS = 60_000

/**
 * Applies, verifies, rolls back or rehearses a plan on one host, and looks at the host afterwards. Writes everything
 * that happens into `log`. Ends in every case with an outcome that says what state the host is in.
 */
export async function applyPlan(
  context: CoreContext,
  reach: ReachHost,
  order: ApplyOrder,
  control: Pick<JobControl, 'signal' | 'progress'>,
  log: RunLog
): Promise<ApplyEnd> {
  const { host, action } = order
  const reached = await reach(host, control.signal)
  if (!reached.ok) return notStarted(reached.error)
  try {
    const ready = await prepare(context, reached.value, order, control, log)
    if (!ready.ok) return ready.error
    let last: ScriptStep | null = null
    const ran = await runScript(reached.value, {
      script: ready.value,
      action,
      consents: order.consents,
      signal: control.signal,
      onLine: (line) => log.add(line),
      onStep(step) {
        last = step
        control.progress({ done: step.step - 1, total: step.of, message: step.description })
      }
    })
    if (!ran.ok) return await interrupted(context, reach, order, ran.error, last, log)
    return await ended(context, reached.value, order, ran.value, control, log)
  } finally {
    reached.value.connection.close()
  }
}

/** Everything before the script runs: read the host again, compare, compile. */
async function prepare(
  context: CoreContext,
  reached: ReachedHost,
  { plan, host, judged, action }: ApplyOrder,
  { signal, progress }: Pick<JobControl, 'signal' | 'progress'>,
  log: RunLog
): Promise<Result<string, ApplyEnd>> {
  let current = judged
  if (action === 'apply' || action === 'dry-run') {
    progress({ message: 'Reading the host again' })
    const fresh = await readOver(context, reached, host, signal)
    if (!fresh.ok) return err(notStarted(fresh.error))
    current = fresh.value
    context.emit('lab.changed', { hosts: [host.id] })
    const changes = changesThatMatter(plan, judged, current)
    for (const change of changes) log.add(`changed since the plan was judged: ${change}`)
    if (changes.length > 0 && action === 'apply') {
      return err(
        end(
          'refused',
          `${host.name} changed since the plan was judged: ${changes.join(' ')} Nothing was changed.`,
          'Look at the plan again with the new state of the host, then apply it.'
        )
      )
    }
  }
  // The way back must stay open even where the plan or the host no longer compiles.
  if (action === 'rollback' || action === 'rollback-dry-run')
    return ok(bashScript(compileForRollback(plan, current)).content)
  const compiled = compileHost(plan, current)
  if (compiled.ok) return ok(bashScript(compiled.value).content)
  for (const problem of compiled.error) log.add(`${problem.where}: ${problem.message} ${problem.fix}`)
  const [first] = compiled.error
  const rest = compiled.error.length - 1
  const message = `${first?.message ?? 'The plan cannot be compiled.'}${rest > 0 ? ` And ${rest} more.` : ''}`
  return err(end('refused', `${message} Nothing was changed.`, first?.fix ?? ''))
}

const notStarted = (error: Failure): ApplyEnd =>
  error.kind === 'cancelled'
    ? end('cancelled', 'Cancelled before anything was changed')
    : end('failed', `${error.message}. Nothing was changed.`, error.fix)

/** The script came to its end: what does it say, and what does the host say? */
async function ended(
  context: CoreContext,
  reached: ReachedHost,
  order: ApplyOrder,
  { word, exitCode }: ScriptEnd,
  { signal, progress }: Pick<JobControl, 'signal' | 'progress'>,
  log: RunLog
): Promise<ApplyEnd> {
  const { action, plan, host } = order
  if (word === 'refused') {
    return end('refused', `${host.name} refused; nothing was changed`, 'The reasons are in the log.')
  }
  if (word === 'dry-run') return end('dry-run', 'Nothing was changed; the log tells what would be')
  if (action === 'rollback-dry-run' && word === 'unchanged') return end('dry-run', 'Nothing to roll back')
  progress({ message: 'Reading the host again' })
  const fresh = await readOver(context, reached, host, signal)
  context.emit('lab.changed', { hosts: [host.id] })
  if (word === null || word === 'failed') {
    const how = exitCode === null ? 'was killed' : `ended with status ${exitCode}`
    const isChanging = action === 'apply' || action === 'rollback'
    const said = `The script ${word === null ? how : 'failed'} on ${host.name}`
    return isChanging ? end('half-way', said, HALF_WAY) : end('failed', said)
  }
  if (!fresh.ok) {
    log.add(`The host could not be read afterwards: ${fresh.error.message}`)
    return end(
      'differs',
      `The script reports "${word}", but ${host.name} could not be read afterwards`,
      'Scan it.'
    )
  }
  if (action === 'rollback')
    return end('rolled-back', word === 'rolled-back' ? 'Rolled back' : 'Nothing to roll back')
  const found = differences(plan, fresh.value)
  for (const { where, what, wanted, found: seen } of found) {
    log.add(`differs: ${where} ${what}: wanted ${wanted}, found ${seen}`)
  }
  const known = found.filter((difference) => difference.kind !== 'unread')
  if (word === 'as-planned' && known.length === 0) return end('as-planned', `${host.name} is as planned`)
  return end(
    'differs',
    `${host.name} is not as planned: ${Math.max(known.length, 1)} differences`,
    'They are in the log.'
  )
}

const HALF_WAY =
  'What was done so far is still there. Apply again to go on, or roll back to return to the state before the first change.'

/** The script did not come to its end: say how far it got, and read the host if it can be read. */
async function interrupted(
  context: CoreContext,
  reach: ReachHost,
  { host, action }: ApplyOrder,
  error: SshError,
  last: ScriptStep | null,
  log: RunLog
): Promise<ApplyEnd> {
  const { message, fix } = explainSshError(
    error,
    host.connection ?? { address: host.name, port: 22, user: '' }
  )
  const outcome = error.kind === 'cancelled' ? 'cancelled' : 'failed'
  const isChanging = action === 'apply' || action === 'rollback'
  if (!isChanging || error.kind.startsWith('sudo-'))
    return end(outcome, `${message}; nothing was changed`, fix)
  // Without a step line the script may have begun all the same: the line was on its way.
  const where = last
    ? `at step ${last.step} of ${last.of} (${last.description})`
    : 'about when the script began'
  log.add(`interrupted ${where}: ${message}`)
  await new Promise((resolve) => setTimeout(resolve, STOPPING_MS))
  const after = await readAndStore(context, reach, host, AbortSignal.timeout(AFTERMATH_MS))
  log.add(after.ok ? 'The host was read again.' : `The host could not be read again: ${after.error.message}`)
  context.emit('lab.changed', { hosts: [host.id] })
  const said =
    error.kind === 'cancelled' ? `Cancelled ${where}; the script was told to stop` : `${message}, ${where}`
  return end('half-way', said, HALF_WAY)
}
