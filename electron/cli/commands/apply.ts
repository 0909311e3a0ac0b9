import { claimRun, recordedApply } from '../../core/apply/apply-job.ts'
import type { ApplyEnd } from '../../core/apply/apply-plan.ts'
import { inventoriesOf } from '../../core/captures/captures.ts'
import { CONSENT_TEXTS } from '#shared/check/consent.ts'
import {
  applyBlockers,
  judge,
  stepBlockers,
  type Judgement,
  type Permission
} from '#shared/check/judgement.ts'
import { impactOf } from '#shared/provision/impact.ts'
import type { InventoryHost } from '#shared/inventory/types.ts'
import type { ApplyAction } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Plan } from '#shared/plan/types.ts'
import type { Store } from '../../core/store/open-store.ts'
import { consentsOf } from '../consent-options.ts'
import { findingText } from '../finding-text.ts'
import { contextOf, withStore } from '../data.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import { hostsOf } from '#shared/planned/hosts-of-plan.ts'
import { readPlan } from '../hosts-of-plan.ts'
import { hostFor, storedHost, terminalReach, type ConnectOptions } from '../reach.ts'
import { plain, type Terminal } from '../terminal.ts'

export interface ApplyOptions extends ConnectOptions {
  readonly data?: string
  readonly json?: boolean
  readonly host?: string
  readonly dryRun?: boolean
  readonly verify?: boolean
  readonly rollback?: boolean
  readonly yes?: boolean
  readonly insist?: boolean
  readonly acceptChanges?: boolean
}

/** `vflab apply`: brings a host to the plan, or rehearses, verifies or rolls back. */
export async function apply(
  terminal: Terminal,
  path: string,
  options: ApplyOptions,
  signal: AbortSignal
): Promise<ExitCode> {
  const action = actionOf(options)
  const plan = readPlan(path)
  return withStore(options.data, async (store) => {
    const host = planHost(plan, store, options)
    const hosts = inventoriesOf({ store }, plan)
    const judged = hosts.get(host.id)
    if (!judged) {
      const fix = `Run "vflab scan --save ${host.name}" first.`
      throw new CommandFailure(EXIT.precondition, `${host.name} has not been read yet`, fix)
    }
    const consents = consentsOf(options)
    const insist = options.insist ?? false
    refuseBlocked(terminal, judge({ plan, hosts }), host, { action, consents, insist })
    if (action === 'apply' || action === 'rollback') await confirm(terminal, plan, judged, action, options)
    const acceptChanges = options.acceptChanges ?? false
    const order = { plan, host, judged, hosts, action, consents, insist, acceptChanges }
    // With --json stdout is only for the result.
    const log = (line: string): void =>
      options.json ? terminal.note(plain(line)) : terminal.print(plain(line))
    const reach = await terminalReach(terminal, store, options)
    const context = contextOf(store)
    const run = claimRun(context, order)
    if (!run.ok) throw new CommandFailure(EXIT.precondition, run.error.message, run.error.fix)
    const end = await recordedApply(context, reach, order, run.value, {
      signal,
      // Steps are lines of the log already.
      progress: ({ message, done }) => {
        if (message && done === undefined) terminal.note(message)
      },
      log: (lines) => lines.forEach(log)
    })
    if (options.json) terminal.printJson({ host: host.id, plan: plan.id, action, ...end })
    return exitCodeOf(end)
  })
}

/** What the check refuses on the host as it was last read need not be tried: its errors end with 1, consents with 3. */
function refuseBlocked(
  terminal: Terminal,
  judgement: Judgement,
  host: HostSummary,
  { action, ...permission }: Permission & { readonly action: ApplyAction }
): void {
  if (action !== 'apply' && action !== 'dry-run') return
  const blocking =
    action === 'apply'
      ? applyBlockers(judgement, host.id, permission)
      : stepBlockers(judgement, host.id, permission)
  if (blocking.length === 0) return
  const { plan } = judgement.context
  for (const finding of blocking) terminal.note(findingText(finding, plan))
  const missing = [
    ...new Set(
      blocking.flatMap(({ blocks }) =>
        blocks.kind === 'consent' ? [CONSENT_TEXTS[blocks.consent].flag] : []
      )
    )
  ]
  const hasErrors = blocking.some(({ blocks }) => blocks.kind !== 'consent')
  if (hasErrors) {
    const canInsist = !blocking.some(({ blocks }) => blocks.kind === 'always')
    throw new CommandFailure(
      EXIT.failed,
      `the check found what stands against applying the plan to ${plain(host.name)}; nothing was changed`,
      canInsist ? 'Change the plan, or override its errors with --insist.' : 'Change the plan.'
    )
  }
  const fix = `Agree to it with ${missing.join(' ')}.`
  throw new CommandFailure(
    EXIT.precondition,
    `applying the plan to ${plain(host.name)} takes something away; nothing was changed`,
    fix
  )
}

function actionOf({ dryRun, verify, rollback }: ApplyOptions): ApplyAction {
  if (verify && (dryRun || rollback)) {
    throw new CommandFailure(EXIT.usage, '--verify goes with neither --dry-run nor --rollback')
  }
  if (verify) return 'verify'
  if (rollback) return dryRun ? 'rollback-dry-run' : 'rollback'
  return dryRun ? 'dry-run' : 'apply'
}

function planHost(plan: Plan, store: Store, options: ApplyOptions): HostSummary {
  const ids = hostsOf(plan)
  if (options.host === undefined && ids.length > 1) {
    throw new CommandFailure(
      EXIT.usage,
      `the plan has several hosts: ${ids.join(', ')}`,
      'Choose one with --host.'
    )
  }
  const text = options.host ?? ids[0] ?? ''
  const stored = storedHost(text, store)
  if (!stored) {
    const fix = 'Run "vflab scan --save" on it, and use the id it tells in the plan.'
    throw new CommandFailure(EXIT.precondition, `there is no stored host ${text}`, fix)
  }
  if (!ids.includes(stored.id)) {
    throw new CommandFailure(EXIT.usage, `the plan says nothing about ${stored.name} (${stored.id})`)
  }
  return hostFor(stored.id, store, options)
}

/** Shows who loses what, and asks; without a terminal `--yes` is the answer. */
async function confirm(
  terminal: Terminal,
  plan: Plan,
  host: InventoryHost,
  action: 'apply' | 'rollback',
  options: ApplyOptions
): Promise<void> {
  if (action === 'apply') {
    for (const impact of impactOf(plan, host)) terminal.note(plain(`${impact.severity}: ${impact.message}`))
  }
  if (options.yes) return
  const verb = action === 'apply' ? `Apply "${plan.name}" to` : `Roll back "${plan.name}" on`
  const question = plain(`${verb} ${host.hostname}? (yes/no) `)
  const answer = terminal.isInteractive ? (await terminal.ask(question)).trim().toLowerCase() : 'no'
  if (answer !== 'yes') {
    throw new CommandFailure(EXIT.precondition, 'not confirmed, nothing was changed', 'Confirm with --yes.')
  }
}

function exitCodeOf({ outcome }: ApplyEnd): ExitCode {
  switch (outcome) {
    case 'as-planned':
    case 'rolled-back':
    case 'dry-run':
      return EXIT.ok
    case 'refused':
      return EXIT.precondition
    case 'differs':
    case 'failed':
    case 'half-way':
    case 'cancelled':
      return EXIT.failed
  }
}
