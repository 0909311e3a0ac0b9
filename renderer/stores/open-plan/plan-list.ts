import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Failure } from '#shared/failure.ts'
import type { PlanSummary } from '#shared/lab/plan-summary.ts'
import { invoke } from '../../api.ts'

/** All plans of the lab, by their summaries. */
export interface PlanList {
  /** Newest change first. */
  readonly summaries: ShallowRef<readonly PlanSummary[]>
  /** True once the main process answered. */
  readonly isListed: Ref<boolean>
  /** Why the list could not be read last time; null = it could. */
  readonly listError: ShallowRef<Failure | null>
  /** Asks for the list again. */
  list(): Promise<void>
  /** Puts a plan that was just saved first. */
  keep(summary: PlanSummary): void
  /** Takes out a plan that was just deleted. */
  drop(id: string): void
}

/** Makes the list of one window; empty until `list` is called. */
export function createPlanList(): PlanList {
  const summaries = shallowRef<readonly PlanSummary[]>([])
  const isListed = ref(false)
  const listError = shallowRef<Failure | null>(null)
  const drop = (id: string): void => {
    summaries.value = summaries.value.filter((one) => one.id !== id)
  }
  return {
    summaries,
    isListed,
    listError,
    async list() {
      const answer = await invoke('plans.list')
      if (answer.ok)
        summaries.value = [...answer.value].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt))
      listError.value = answer.ok ? null : answer.error
      isListed.value = true
    },
    keep(summary) {
      drop(summary.id)
      summaries.value = [summary, ...summaries.value]
    },
    drop
  }
}
