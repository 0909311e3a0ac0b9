import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { simulate } from '../../simulate-worker/answer.ts'
import type { RunIncident, RunResult } from '../../simulate-worker/protocol.ts'
import { usePlanInsightStore } from '../../stores/plan-insight.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { freeGround, knobNotes, planGround, type Ground } from './ground.ts'
import { layoutOf } from './layout-of.ts'
import type { Published } from './published.ts'
import { defaultFreeHost, defaultKnobs, type FreeHost, type Knobs, type Way } from './question.ts'
import type { RunConditions } from './run-summary.ts'
import type { Metric, SweepInput } from './sweep.ts'
import { wayFigures, type WayFigures } from './way-figures.ts'

/** What is asked about: the open plan, or a host that exists only here. */
export type Subject = 'plan' | 'free'
export type WhatIfTab = 'compare' | 'sweep' | 'run' | 'path'

/** The question and its instant answer. Kept while the window is open, so that going to a host and back loses nothing. */
export const useWhatIfStore = defineStore('what-if', () => {
  const plans = usePlanStore()
  const insight = usePlanInsightStore()

  const subject = ref<Subject>('plan')
  const tab = ref<WhatIfTab>('compare')
  const knobs = shallowRef<Knobs>(defaultKnobs)
  const freeHost = shallowRef<FreeHost>(defaultFreeHost)
  /** VMs of a free scenario; a plan has its own number. */
  const freeVms = ref(4)
  const sweepInput = ref<SweepInput>('frame-size')
  const metric = ref<Metric>('gbps-per-vm')
  /** Of runs: seed, load as a share of what each way can do at most (percent; 0 = greedy), and what goes wrong. */
  const seed = ref(1)
  const loadPercent = ref(70)
  const incident = ref<RunIncident>('none')
  const durationMs = ref(10)
  /** The last run: a look at another tab does not lose it. */
  const results = shallowRef<ReadonlyMap<Way, RunResult>>(new Map())
  const ranWith = shallowRef<RunConditions | null>(null)

  /** Knobs with the number of VMs that this subject has. */
  const effective = computed<Knobs>(() =>
    subject.value === 'free' ? { ...knobs.value, vms: freeVms.value } : knobs.value
  )
  const ground = computed<Ground | null>(() => {
    if (subject.value === 'free') return freeGround(freeHost.value, knobs.value)
    return insight.context === null || plans.host === null ? null : planGround(insight.context, plans.host)
  })
  /** Figures of every way, in the order of the ground. */
  const figures = computed<ReadonlyMap<Way, WayFigures>>(() => {
    const found = new Map<Way, WayFigures>()
    for (const [way, layout] of ground.value?.layouts ?? []) {
      const result = simulate({ kind: 'estimate', scenario: layoutOf(layout, effective.value) })
      const own = result.kind === 'estimate' ? wayFigures(result.report) : null
      if (own !== null) found.set(way, own)
    }
    return found
  })
  const notes = computed(() => [...(ground.value?.notes ?? []), ...knobNotes(knobs.value)])

  const change = (changes: Partial<Knobs>): void => {
    knobs.value = { ...knobs.value, ...changes }
  }
  const changeHost = (changes: Partial<FreeHost>): void => {
    freeHost.value = { ...freeHost.value, ...changes }
  }

  /** Asks the question that a published measurement answers. */
  function askLike(published: Published): void {
    subject.value = 'free'
    knobs.value = published.knobs
    freeHost.value = published.host
    freeVms.value = published.knobs.vms ?? 1
  }

  return {
    subject,
    tab,
    knobs,
    freeHost,
    freeVms,
    sweepInput,
    metric,
    seed,
    loadPercent,
    incident,
    durationMs,
    results,
    ranWith,
    effective,
    ground,
    figures,
    notes,
    change,
    changeHost,
    askLike
  }
})
