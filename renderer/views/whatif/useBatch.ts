import { onScopeDispose, readonly, ref, shallowRef, type Ref } from 'vue'
import type { SimulateJob, SimulateResult } from '#shared/simulate/what-if/job.ts'
import { simulationPool } from '../../simulate-worker/simulation-pool.ts'
import type { Batch } from '../../simulate-worker/worker-pool.ts'

/** Work on the simulation workers as a view sees it: one batch at a time, a new one cancels the old. */
export interface BatchState {
  readonly isRunning: Readonly<Ref<boolean>>
  /** Jobs that are done, with the shares of those under way, of `total`. */
  readonly done: Readonly<Ref<number>>
  readonly total: Readonly<Ref<number>>
  /** Why the last batch failed; null = it did not. */
  readonly problem: Readonly<Ref<string | null>>
  readonly start: (
    jobs: readonly SimulateJob[],
    onResult: (index: number, result: SimulateResult) => void
  ) => void
  readonly cancel: () => void
}

/** Cancels what runs when the view goes away. */
export function useBatch(): BatchState {
  const isRunning = ref(false)
  const done = ref(0)
  const total = ref(0)
  const problem = ref<string | null>(null)
  const current = shallowRef<Batch | null>(null)

  function start(
    jobs: readonly SimulateJob[],
    onResult: (index: number, result: SimulateResult) => void
  ): void {
    current.value?.cancel()
    done.value = 0
    total.value = jobs.length
    problem.value = null
    isRunning.value = true
    const batch = simulationPool().start(jobs, {
      onResult: (index, result) => current.value === batch && onResult(index, result),
      onProgress: (now) => {
        if (current.value === batch) done.value = now
      }
    })
    current.value = batch
    void batch.end.then((end) => {
      if (current.value !== batch) return
      isRunning.value = false
      if (end.kind === 'failed') problem.value = end.message
    })
  }

  const cancel = (): void => current.value?.cancel()
  onScopeDispose(cancel)
  return {
    isRunning: readonly(isRunning),
    done: readonly(done),
    total: readonly(total),
    problem: readonly(problem),
    start,
    cancel
  }
}
