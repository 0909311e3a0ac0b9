import { askedConsents, stepBlockers, type AskedConsent, type Judgement } from '#shared/check/judgement.ts'
import type { Finding } from '#shared/check/types.ts'
import type { HostId, InventoryHost } from '#shared/inventory/types.ts'
import type { ApplyRun } from '#shared/lab/run.ts'
import type { HostSummary } from '#shared/lab/host.ts'
import type { Plan } from '#shared/plan/types.ts'
import { compileHost, type CompileRefusal } from '#shared/provision/compile.ts'
import { differences } from '#shared/provision/differences.ts'
import { impactOf } from '#shared/provision/impact.ts'
import type { CompiledHost, Difference, Impact } from '#shared/provision/types.ts'

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

/** Everything the Provision place says about one host of the plan. */
export interface ProvisionState {
  readonly host: HostId
  readonly inventory: InventoryHost
  readonly judgement: Judgement
  /** Findings on this host or on the plan as a whole that no consent lifts: they block apply. */
  readonly errors: readonly Finding[]
  /** What the user must agree to lose, each with the findings that ask for it. */
  readonly consents: readonly AskedConsent[]
  readonly compiled: CompiledHost | null
  /** Why there are no steps; null where there are. */
  readonly refusal: CompileRefusal | null
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
  readonly judgement: Judgement
  readonly inventory: InventoryHost
  readonly runs: readonly ApplyRun[]
  readonly changedAt: string
}): ProvisionState {
  const { judgement, inventory, runs, changedAt } = args
  const { plan } = judgement.context
  const compiled = compileHost(judgement, inventory.id, { insist: false })
  return {
    host: inventory.id,
    inventory,
    judgement,
    errors: stepBlockers(judgement, inventory.id, { insist: false }),
    consents: askedConsents(judgement, inventory.id),
    compiled: compiled.ok ? compiled.value : null,
    refusal: compiled.ok ? null : compiled.error,
    impacts: compiled.ok ? impactOf(plan, inventory) : [],
    comparison: compare(plan, inventory, lastChange(runs, plan.id, inventory.id), changedAt)
  }
}

/** Whether the plan says nothing about the host, which is no mistake. */
export const isNothingPlanned = (state: ProvisionState): boolean => state.refusal?.kind === 'nothing-planned'

/** Why the plan cannot be applied here; '' = it can. */
export function applyObstacle(state: ProvisionState, summary: HostSummary | null): string {
  if (summary?.origin === 'sample') return 'A sample host is a capture: there is no machine to apply to'
  if (summary?.origin === 'import') return 'This host is an imported capture: VF Lab cannot reach it'
  if (state.errors.length > 0) {
    return state.errors.length === 1 ? 'The plan has an error' : `The plan has ${state.errors.length} errors`
  }
  return state.refusal?.kind === 'nothing-planned' ? state.refusal.message : ''
}
