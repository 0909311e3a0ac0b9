import { CONSENTS, type Consent } from '#shared/check/consent.ts'
import type { Finding } from '#shared/check/types.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Plan } from '#shared/plan/types.ts'
import { compileHost } from '#shared/provision/compile.ts'
import { differences } from '#shared/provision/differences.ts'
import { impactOf } from '#shared/provision/impact.ts'
import type { CompiledHost, CompileProblem, Difference, Impact } from '#shared/provision/types.ts'
import { subjectHost } from '../../widgets/finding-subjects.ts'

/** Why a host is not as planned: three states are compared, what is planned, what was applied last, what is there. */
export type DriftCause =
  /** This plan was never applied here. */
  | 'never-applied'
  /** It was applied, and rolled back since. */
  | 'rolled-back'
  /** The plan changed after it was applied last. */
  | 'plan-changed'
  /** Neither: somebody, or a reboot, changed the host. */
  | 'host-changed'

/** How the host, as it was last read, compares with the plan. */
export type Comparison =
  | { readonly kind: 'as-planned'; readonly seenAt: string; readonly appliedAt: string | null }
  | {
      readonly kind: 'differs'
      readonly differences: readonly Difference[]
      readonly cause: DriftCause
      readonly seenAt: string
      readonly appliedAt: string | null
    }

/** A consent that findings ask for. */
interface AskedConsent {
  readonly consent: Consent
  /** At least one. */
  readonly findings: readonly Finding[]
}

/** Everything the Provision place says about one host of the plan. */
export interface ProvisionState {
  readonly host: HostId
  readonly inventory: InventoryHost
  /** Findings on this host or on the plan as a whole that no consent lifts: they block apply. */
  readonly errors: readonly Finding[]
  /** What the user must agree to lose, each with the findings that ask for it. */
  readonly consents: readonly AskedConsent[]
  readonly compiled: CompiledHost | null
  /** Why there are no steps; empty where there are. */
  readonly problems: readonly CompileProblem[]
  readonly impacts: readonly Impact[]
  readonly comparison: Comparison
}

/**
 * The last run that made the host as this plan wants it, or that undid that; null = none. `runs` are in any order.
 */
export function lastChange(runs: readonly ApplyRun[], plan: string, host: HostId): ApplyRun | null {
  const changes = runs.filter(
    ({ planId, host: where, action, outcome }) =>
      planId === plan &&
      where === host &&
      ((action === 'apply' && outcome === 'as-planned') || outcome === 'rolled-back')
  )
  return changes.reduce<ApplyRun | null>(
    (last, run) => (last === null || run.startedAt > last.startedAt ? run : last),
    null
  )
}

function causeOf(change: ApplyRun | null, changedAt: string): DriftCause {
  if (change === null) return 'never-applied'
  if (change.outcome === 'rolled-back') return 'rolled-back'
  return changedAt > endOf(change) ? 'plan-changed' : 'host-changed'
}

const endOf = (run: ApplyRun): string => run.endedAt ?? run.startedAt

function compare(
  plan: Plan,
  inventory: InventoryHost,
  change: ApplyRun | null,
  changedAt: string
): Comparison {
  const found = differences(plan, inventory)
  const appliedAt = change === null || change.outcome === 'rolled-back' ? null : endOf(change)
  const seenAt = inventory.takenAt
  if (found.length === 0) return { kind: 'as-planned', seenAt, appliedAt }
  return { kind: 'differs', differences: found, cause: causeOf(change, changedAt), seenAt, appliedAt }
}

/** `changedAt` is when the plan was changed last, ISO 8601 UTC. */
export function provisionState(args: {
  readonly plan: Plan
  readonly inventory: InventoryHost
  readonly findings: readonly Finding[]
  readonly runs: readonly ApplyRun[]
  readonly changedAt: string
}): ProvisionState {
  const { plan, inventory, findings, runs, changedAt } = args
  const compiled = compileHost(plan, inventory)
  const onHost = findings.filter(({ subject }) => {
    const host = subjectHost(subject, plan)
    return host === null || host === inventory.id
  })
  return {
    host: inventory.id,
    inventory,
    errors: onHost.filter(({ blocks }) => blocks.kind === 'unless-insisted' || blocks.kind === 'always'),
    consents: askedConsents(onHost),
    compiled: compiled.ok ? compiled.value : null,
    problems: compiled.ok ? [] : compiled.error,
    impacts: impactOf(plan, inventory),
    comparison: compare(plan, inventory, lastChange(runs, plan.id, inventory.id), changedAt)
  }
}

const askedConsents = (findings: readonly Finding[]): readonly AskedConsent[] =>
  CONSENTS.flatMap((consent) => {
    const asking = findings.filter(({ blocks }) => blocks.kind === 'consent' && blocks.consent === consent)
    return asking.length > 0 ? [{ consent, findings: asking }] : []
  })

/** Whether the plan says nothing about the host, which is no mistake. */
export const isNothingPlanned = (state: ProvisionState): boolean =>
  state.problems.some((problem) => problem.kind === 'nothing-planned')

/** Why the plan cannot be applied here; '' = it can. */
export function applyObstacle(state: ProvisionState, summary: HostSummary | null): string {
  if (summary?.origin === 'sample') return 'A sample host is a capture: there is no machine to apply to'
  if (summary?.origin === 'import') return 'This host is an imported capture: VF Lab cannot reach it'
  if (state.errors.length > 0) {
    return state.errors.length === 1 ? 'The plan has an error' : `The plan has ${state.errors.length} errors`
  }
  const [problem] = state.problems
  if (problem) return problem.message
  const blocking = state.impacts.find((impact) => impact.severity === 'blocks')
  return blocking ? blocking.message : ''
}
