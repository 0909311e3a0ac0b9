import type { ApplyAction } from '#shared/lab/run.ts'
import { err, ok } from '#shared/result.ts'
import { planById } from '../../core/captures/plan-by-id.ts'
import { notReachable } from '../../core/captures/not-reachable.ts'
import { changeQuestion } from '../dialogs/questions.ts'
import type { HandlerDeps, HandlersOf } from './deps.ts'
import { noSuch } from './missing.ts'

const TITLE: Readonly<Record<ApplyAction, string>> = {
  apply: 'Apply',
  verify: 'Verify',
  rollback: 'Roll back',
  'dry-run': 'Dry run of',
  'rollback-dry-run': 'Dry run of the rollback of'
}

/** Changing hosts, and the audit of it. */
export function applyHandlers(deps: HandlerDeps): HandlersOf<'apply'> {
  const { store, jobs } = deps
  return {
    'apply.start': async ({ plan: planId, host: hostId, action, consents, insist }) => {
      const plan = planById(deps, planId)
      if (!plan.ok) return plan
      if (!plan.value) return noSuch('plan', planId)
      const host = store.hosts.get(hostId)
      if (!host) return noSuch('host', hostId)
      if (host.connection === null) return err(notReachable(host))
      const { inventoriesOf, inventoryOf } = await import('../../core/captures/captures.ts')
      const hosts = inventoriesOf(deps, plan.value)
      // Rolling back is for hosts that the plan does not name any more as well.
      const judged = hosts.get(hostId) ?? inventoryOf(deps, hostId)
      if (!judged) {
        return err({
          kind: 'never-read',
          message: `${host.name} has not been read yet`,
          fix: 'Scan it first.'
        })
      }
      const { applyJob, claimRun } = await import('../../core/apply/apply-job.ts')
      const title = `${TITLE[action]} ${plan.value.name} on ${host.name}`
      const order = {
        plan: plan.value,
        host,
        judged,
        hosts,
        action,
        consents,
        insist,
        acceptChanges: false
      }
      if (action === 'apply' || action === 'rollback') {
        const facts = { action, planName: plan.value.name, hostName: host.name, connection: host.connection }
        if (!(await deps.dialogs.confirm(changeQuestion({ ...facts, consents, insist })))) {
          return err({ kind: 'not-confirmed', message: 'Not confirmed: nothing was changed', fix: '' })
        }
      }
      const run = claimRun(deps, order)
      if (!run.ok) return run
      const work = applyJob(deps, deps.reach, order, run.value)
      return ok(jobs.start({ kind: action, title, hosts: [hostId], total: 0 }, work))
    },
    'apply.runs': () => ok(store.runs.list()),
    'apply.run': ({ run }) => ok(store.runs.get(run))
  }
}
