import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { Consent } from '#shared/check/consent.ts'
import type { HostId } from '#shared/inventory/types.ts'
import type { ApplyAction, ApplyRun } from '#shared/lab/run.ts'
import type { Job } from '#shared/lab/job.ts'
import { invoke } from '../../api.ts'
import { useJobsStore } from '../../stores/jobs.ts'
import { usePlanInsightStore } from '../../stores/plan-insight.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { useUiStore } from '../../stores/ui.ts'
import { provisionState, type ProvisionState } from './provision-state.ts'
import { isApplyJob } from './run-text.ts'

/** What the Provision place works on. */
export interface Provision {
  /** By host; hosts without an inventory are missing. */
  readonly states: ComputedRef<ReadonlyMap<HostId, ProvisionState>>
  /** All runs of all plans, newest first. */
  readonly runs: ShallowRef<readonly ApplyRun[]>
  /** The job that runs on a host or ran there last in this window; null = none. */
  jobOn(host: HostId): Job | null
  /** Saves the plan, then starts. Nothing happens where it cannot be saved: a host must not get an older plan. */
  start(host: HostId, action: ApplyAction, consents: readonly Consent[]): Promise<void>
}

/** Follows runs and jobs while the calling component lives. */
export function useProvision(): Provision {
  const plans = usePlanStore()
  const insight = usePlanInsightStore()
  const jobs = useJobsStore()
  const ui = useUiStore()
  const runs = shallowRef<readonly ApplyRun[]>([])

  async function refreshRuns(): Promise<void> {
    const answer = await invoke('apply.runs')
    if (answer.ok) runs.value = [...answer.value].sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    else ui.toastError(answer.error)
  }
  void refreshRuns()
  onScopeDispose(jobs.onEnd((job) => isApplyJob(job) && void refreshRuns()))

  const changedAt = shallowRef('')
  watch(
    () => plans.summaries.find((one) => one.id === plans.plan?.id)?.updatedAt,
    (at) => (changedAt.value = at ?? ''),
    { immediate: true }
  )

  const states = computed<ReadonlyMap<HostId, ProvisionState>>(() => {
    const { judgement } = insight
    if (!judgement) return new Map()
    return new Map(
      [...judgement.context.hosts].map(([id, inventory]) => [
        id,
        provisionState({
          judgement,
          inventory,
          runs: runs.value,
          changedAt: changedAt.value
        })
      ])
    )
  })

  async function start(host: HostId, action: ApplyAction, consents: readonly Consent[]): Promise<void> {
    const { plan } = plans
    if (!plan) return
    if (!(await plans.flush())) {
      ui.toast({ tone: 'refused', text: 'The plan could not be saved, so nothing was started' })
      return
    }
    const started = await invoke('apply.start', { plan: plan.id, host, action, consents, insist: false })
    if (started.ok) jobs.put(started.value)
    else ui.toastError(started.error)
  }

  return {
    states,
    runs,
    jobOn: (host) => jobs.jobs.find((job) => isApplyJob(job) && job.hosts.includes(host)) ?? null,
    start
  }
}
