import { CONSENT_TEXTS, type Consent } from '#shared/check/consent.ts'
import { applyBlockers, judge } from '#shared/check/judgement.ts'
import type { Finding } from '#shared/check/types.ts'
import { buildInventory } from '#shared/inventory/build.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Failure } from '#shared/failure.ts'
import type { Plan } from '#shared/plan/types.ts'
import { bashScript } from '#shared/export/bash/bash-script.ts'
import { compileForRollback, compileHost, type CompileRefusal } from '#shared/provision/compile.ts'
import { differences } from '#shared/provision/differences.ts'
import { err, ok, type Result } from '#shared/result.ts'
import type { JobControl } from '../jobs/job-registry.ts'
import { saveCapture } from '../captures/captures.ts'
import { readAndStore } from '../scan/read-and-store.ts'
import { readHost } from '../scan/read-host.ts'
import type { ReachedHost, ReachHost } from '../ssh/reach-host.ts'
import { explainSshError, type SshError } from '../ssh/ssh-error.ts'
import type { CoreContext } from '../core-context.ts'
import { identityChanges, staleReasons } from './stale-plan.ts'
import type { RunLog } from './run-log.ts'
import { runScript, type ScriptEnd, type ScriptStep } from './run-script.ts'

/** What shall be done to which host. */
export interface ApplyOrder {
  readonly plan: Plan
  readonly host: HostSummary
  /** The host as it was when the plan was judged: what the user saw. */
  readonly judged: InventoryHost
  /** Every host of the plan that was read, for what is judged across hosts. */
  readonly hosts: ReadonlyMap<HostId, InventoryHost>
  readonly action: ApplyAction
  /** What the user agreed to lose. */
  readonly consents: readonly Consent[]
  /** Whether errors of the check that leave a choice are to be overridden. */
  readonly insist: boolean
  /** Whether the user knows that the host changed since the plan was judged, and goes by what is there now. */
  readonly acceptChanges: boolean
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

/** Everything before the script runs: read the host again, compare, judge, compile. */
async function prepare(
  context: CoreContext,
  reached: ReachedHost,
  order: ApplyOrder,
  control: Pick<JobControl, 'signal' | 'progress'>,
  log: RunLog
): Promise<Result<string, ApplyEnd>> {
  const { plan, judged, action } = order
  // The way back must stay open even where the plan or the host no longer compiles.
  if (action === 'rollback' || action === 'rollback-dry-run')
    return ok(bashScript(compileForRollback(plan, judged)).content)
  const current = action === 'verify' ? ok(judged) : await readAgain(context, reached, order, control, log)
  if (!current.ok) return current
  const { id } = order.host
  const judgement = judge({ plan, hosts: new Map([...order.hosts, [id, current.value]]) })
  // What may not be applied may still be compared with the host.
  const insist = order.insist || action === 'verify'
  if (action === 'apply') {
    const blocking = applyBlockers(judgement, id, order)
    if (blocking.length > 0) return err(refused({ kind: 'blocked', findings: blocking }, log))
  }
  const compiled = compileHost(judgement, id, { insist })
  if (!compiled.ok) return err(refused(compiled.error, log))
  if (action === 'apply')
    for (const message of compiled.value.overridden) log.add(`in spite of an error of the check: ${message}`)
  return ok(bashScript(compiled.value).content)
}

/**
 * The host as it is now. Where it changed since the plan was judged an apply is refused, and what was read is not
 * stored: it would be what the next try is compared with.
 */
async function readAgain(
  context: CoreContext,
  reached: ReachedHost,
  { plan, host, judged, action, acceptChanges }: ApplyOrder,
  { signal, progress }: Pick<JobControl, 'signal' | 'progress'>,
  log: RunLog
): Promise<Result<InventoryHost, ApplyEnd>> {
  progress({ message: 'Reading the host again' })
  const reading = await readHost(reached, context.now, signal)
  if (!reading.ok) return err(notStarted(reading.error))
  const current = buildInventory(host.id, reading.value.snapshot)
  const changes = staleReasons(plan, judged, current)
  for (const change of changes) log.add(`changed since the plan was judged: ${change}`)
  if (changes.length > 0 && !acceptChanges) {
    if (action !== 'apply') return ok(current)
    return err(
      end(
        'refused',
        `${host.name} changed since the plan was judged: ${changes.join(' ')} Nothing was changed.`,
        `Scan ${host.name}, look at the plan again with its new state, then apply it.`
      )
    )
  }
  saveCapture(context, host.id, reading.value)
  context.emit('lab.changed', { hosts: [host.id] })
  return ok(current)
}

/** Every reason goes into the log, the first one into the message; consents are named with the option that gives them. */
function refused(refusal: CompileRefusal, log: RunLog): ApplyEnd {
  const reasons = refusal.kind === 'blocked' ? refusal.findings.map(reasonOf) : [refusal]
  for (const { message, fix } of reasons) log.add(`refused: ${message} ${fix}`)
  const [first] = reasons
  const rest = reasons.length - 1
  return end(
    'refused',
    `${first?.message ?? ''}${rest > 0 ? ` And ${rest} more.` : ''} Nothing was changed.`,
    first?.fix ?? ''
  )
}

function reasonOf({ message, blocks, fixes }: Finding): { readonly message: string; readonly fix: string } {
  const [fix] = fixes
  const ways = [
    ...(fix ? [`${fix.label}.`] : []),
    ...(blocks.kind === 'consent' ? [`Or agree to it (${CONSENT_TEXTS[blocks.consent].flag}).`] : [])
  ]
  return { message: `${message}.`, fix: ways.join(' ') }
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
  const fresh = await readAfter(context, reached, order, signal)
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

/** The host after the script. Another machine, or another card, is not stored: the plan was not judged on it. */
async function readAfter(
  context: CoreContext,
  reached: ReachedHost,
  { plan, host, judged, acceptChanges }: ApplyOrder,
  signal: AbortSignal
): Promise<Result<InventoryHost, Failure>> {
  const reading = await readHost(reached, context.now, signal)
  if (!reading.ok) return reading
  const inventory = buildInventory(host.id, reading.value.snapshot)
  if (acceptChanges || identityChanges(plan, judged, inventory).length === 0) {
    saveCapture(context, host.id, reading.value)
    context.emit('lab.changed', { hosts: [host.id] })
  }
  return ok(inventory)
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
