import { computed } from 'vue'
import { withOverrides, type Values } from '#shared/calibration/parameters.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import { methodNames } from '#shared/simulate/method-names.ts'
import type { PointReport } from '#shared/simulate/report.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import {
  knobNotes,
  layoutsOfPlan,
  layoutsOfPort,
  type BaseLayouts
} from '#shared/simulate/what-if/base-layouts.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'
import type { MethodSummary } from '#shared/simulate/what-if/method-summary.ts'
import { methodTitle } from '#shared/simulate/what-if/question.ts'
import { simulate } from '#shared/simulate/what-if/run-job.ts'
import { useLabStore } from '../../stores/lab.ts'
import { usePlanInsightStore } from '../../stores/plan-insight.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { usePresetsStore } from '../../stores/presets.ts'
import { fileGround } from './file-base-layouts.ts'
import type { QuestionState } from './question-state.ts'

/** The instant answer: what the question is laid over, and the figures of every method. */
export function createAnswer(question: QuestionState) {
  const { subject, file, fileLayout, freeHost, ownKnobs, knobs, mixed, effective } = question
  const plans = usePlanStore()
  const insight = usePlanInsightStore()
  const lab = useLabStore()
  const presets = usePresetsStore()

  const ground = computed<BaseLayouts | null>(() => {
    switch (subject.value) {
      case 'free':
        return layoutsOfPort(freeHost.value, ownKnobs.value)
      case 'file':
        return file.value === null || fileLayout.value === null
          ? null
          : fileGround(fileLayout.value, file.value.title)
      case 'plan':
        return insight.context === null || plans.host === null
          ? null
          : layoutsOfPlan(insight.context, plans.host)
    }
  })
  /** Whose preset holds, where the subject is not a file: null = free scenarios. */
  const presetHost = computed(() => (subject.value === 'plan' ? plans.host : null))
  const presetOwner = computed(() => {
    if (subject.value === 'file') return 'this scenario'
    const host = presetHost.value
    return host === null ? 'free scenarios' : (lab.hostById.get(host)?.name ?? host)
  })
  /** Inputs of the model that hold for what is asked about: the host's preset, or what the file replaces. */
  const parameters = computed<Partial<Values>>(() =>
    subject.value === 'file'
      ? (file.value?.parameters ?? {})
      : (presets.of(presetHost.value)?.parameters ?? {})
  )
  /** Figures of every method, in the order of the ground. */
  const figures = computed<ReadonlyMap<MethodChoice, MethodSummary>>(() => {
    const found = new Map<MethodChoice, MethodSummary>()
    for (const [way, layout] of ground.value?.layouts ?? []) {
      const result = simulate({
        kind: 'estimate',
        scenario: layoutOf(layout, effective.value),
        parameters: parameters.value
      })
      if (result.kind === 'estimate' && result.figures !== null) found.set(way, result.figures)
    }
    return found
  })
  /** The answer where the file asks about one mechanism. */
  const pointReport = computed<PointReport | null>(() => {
    const scenario = subject.value === 'file' ? (file.value?.scenario ?? null) : null
    return scenario === null || scenario.kind === 'layout'
      ? null
      : estimate(scenario, withOverrides(parameters.value))
  })
  const notes = computed(() => [...(ground.value?.notes ?? []), ...knobNotes(knobs.value)])
  function titleOf(way: MethodChoice): string {
    if (way === 'planned' && subject.value === 'file') return 'As in the file'
    // Where VMs have different software there is no one name for it.
    return mixed.value.has('backend') ? methodNames[way] : methodTitle(way, knobs.value)
  }

  return { ground, presetHost, presetOwner, parameters, figures, pointReport, notes, titleOf }
}
