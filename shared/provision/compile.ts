import { overridable, stepBlockers, type Judgement } from '../check/judgement.ts'
import type { Finding } from '../check/types.ts'
import type { HostId, InventoryHost } from '../inventory/types.ts'
import { plannedHost } from '../planned/planned-host.ts'
import type { Plan } from '../plan/types.ts'
import { err, ok, type Result } from '../result.ts'
import { hostSteps } from './host-steps.ts'
import { identitiesOf } from './identities.ts'
import { notesOf } from './notes.ts'
import { slugOf } from './slug.ts'
import type { CompiledHost } from './types.ts'

/** Why a plan was not made ready for a host. */
export type CompileRefusal =
  /** Which is no mistake: the plan is about other hosts, or about none yet. */
  | { readonly kind: 'nothing-planned'; readonly message: string; readonly fix: string }
  /** Findings that block, at least one. */
  | { readonly kind: 'blocked'; readonly findings: readonly Finding[] }

/**
 * Makes a plan ready for one host: the ordered steps, and what must be true of the hardware before the first of
 * them. The steps lead to the plan from any state of the host, not only from the one in the inventory. Only the check
 * decides what is refused; `insist` overrides errors that leave a choice, which the result then names.
 */
export function compileHost(
  judgement: Judgement,
  id: HostId,
  { insist }: { readonly insist: boolean }
): Result<CompiledHost, CompileRefusal> {
  const { plan, hosts } = judgement.context
  const host = hosts.get(id)
  const blocking = stepBlockers(judgement, id, { insist })
  if (blocking.length > 0) return err({ kind: 'blocked', findings: blocking })
  if (host === undefined) return err(nothingPlanned(id))
  const planned = plannedHost(plan, host)
  const steps = hostSteps(planned)
  if (planned.pfs.length === 0 && planned.assigned.length === 0) return err(nothingPlanned(host.hostname))
  return ok({
    ...headOf(plan, host),
    identities: identitiesOf(planned),
    steps,
    notes: notesOf(planned),
    overridden: overridable(judgement, id).map(({ message }) => message)
  })
}

const nothingPlanned = (host: string): CompileRefusal => ({
  kind: 'nothing-planned',
  message: `The plan says nothing about ${host}.`,
  fix: 'Set the number of VFs of one of its PFs, or give one of its functions to a VM.'
})

/**
 * A plan for rolling back and nothing else: the saved state on the host says all, so this works also where the plan
 * cannot be compiled any more, because it was edited or the hardware has gone.
 */
export const compileForRollback = (plan: Plan, host: InventoryHost): CompiledHost => ({
  ...headOf(plan, host),
  identities: [],
  steps: [],
  notes: [],
  overridden: []
})

const headOf = (
  plan: Plan,
  host: InventoryHost
): Pick<CompiledHost, 'host' | 'hostname' | 'machineId' | 'planName' | 'slug'> => ({
  host: host.id,
  hostname: host.hostname,
  machineId: machineIdOf(host),
  planName: plan.name,
  slug: slugOf(plan.name, plan.id)
})

/** As systemd writes it (machine-id(5)); anything else is not compared. */
const machineIdOf = ({ identity: { machineId } }: InventoryHost): string | null =>
  machineId.known && /^[0-9a-f]{32}$/.test(machineId.value) ? machineId.value : null
