import { ref, shallowRef } from 'vue'
import type { RunSettings } from '#shared/simulate/scenario/run-event-schema.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import type { RunResult } from '#shared/simulate/what-if/job.ts'
import { MOST_RUN_MS, NS_PER_MS } from './queue-depths.ts'
import { draftOf, type EventDraft } from './run-events-draft.ts'
import type { RunConditions } from './run-summary.ts'
import type { Question } from './saved-question.ts'

/** Highest number of a packet that is followed: so many have to be sent before it. */
export const MOST_PACKET = 20_000
/** Flows are past their beginning by then. */
const FIRST_PACKET = 1000

/** How runs are made, and the last one: a look at another tab does not lose it. */
export function createRunState(recalled: Question) {
  const seed = ref(recalled.seed)
  /** Load as a share of what each method can do at most, percent; 0 = as asked. */
  const loadPercent = ref(recalled.loadPercent)
  const durationMs = ref(recalled.durationMs)
  /** What happens during a run. */
  const events = shallowRef<readonly EventDraft[]>([])
  /** Of the packet path: which packet is followed, by its number in its flow. */
  const packet = ref(FIRST_PACKET)
  const results = shallowRef<ReadonlyMap<MethodChoice, RunResult>>(new Map())
  const ranWith = shallowRef<RunConditions | null>(null)

  /** What a file says about its run; its loads are those of the file, too. Returns how to have back what was there. */
  function takeRun(run: RunSettings): () => void {
    const before = [seed.value, durationMs.value, loadPercent.value, events.value, packet.value] as const
    if (Object.keys(run).length > 0) {
      seed.value = run.seed ?? seed.value
      if (run.durationNs !== undefined)
        durationMs.value = Math.min(MOST_RUN_MS, Math.max(1, Math.round(run.durationNs / NS_PER_MS)))
      loadPercent.value = 0
      events.value = (run.events ?? []).map(draftOf)
      packet.value = Math.min(MOST_PACKET, run.trace?.packet ?? packet.value)
    }
    return () => {
      ;[seed.value, durationMs.value, loadPercent.value, events.value, packet.value] = before
    }
  }

  return { seed, loadPercent, durationMs, events, packet, results, ranWith, takeRun }
}
