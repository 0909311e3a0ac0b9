import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { withOverrides, type Values } from '#shared/calibration/parameters.ts'
import { estimate } from '#shared/simulate/estimate.ts'
import type { RunSettings } from '#shared/simulate/scenario/run-event-schema.ts'
import type { PointReport } from '#shared/simulate/report.ts'
import { simulate } from '#shared/simulate/what-if/run-job.ts'
import type { RunResult } from '#shared/simulate/what-if/job.ts'
import { useLabStore } from '../../stores/lab.ts'
import { usePlanInsightStore } from '../../stores/plan-insight.ts'
import { usePlanStore } from '../../stores/plan.ts'
import { fileGround, knobsOf } from './file-base-layouts.ts'
import {
  layoutsOfPort,
  knobNotes,
  layoutsOfPlan,
  type BaseLayouts
} from '#shared/simulate/what-if/base-layouts.ts'
import { layoutOf } from '#shared/simulate/what-if/layout-of.ts'
import type { ScenarioOfFile } from './opened-file.ts'
import { usePresetsStore } from '../../stores/presets.ts'
import type { Published } from '#shared/simulate/what-if/published.ts'
import { recalledQuestion, rememberQuestion, type Subject, type WhatIfTab } from './saved-question.ts'
import { methodNames } from '#shared/simulate/method-names.ts'
import type { MethodChoice } from '#shared/simulate/types.ts'
import {
  DEFAULT_FREE_VMS,
  defaultFreeHost,
  defaultKnobs,
  methodTitle,
  type Asked,
  type FreeHost,
  type Knobs
} from '#shared/simulate/what-if/question.ts'
import { MOST_RUN_MS, NS_PER_MS } from './queue-depths.ts'
import { draftOf, type EventDraft } from './run-events-draft.ts'
import type { RunConditions } from './run-summary.ts'
import type { MethodSummary } from '#shared/simulate/what-if/method-summary.ts'

/** Highest number of a packet that is followed: so many have to be sent before it. */
export const MOST_PACKET = 20_000
/** Flows are past their beginning by then. */
const FIRST_PACKET = 1000

/** The question and its instant answer. Kept while the window is open, so that going to a host and back loses nothing. */
export const useWhatIfStore = defineStore('what-if', () => {
  const plans = usePlanStore()
  const insight = usePlanInsightStore()
  const lab = useLabStore()
  const presets = usePresetsStore()
  const recalled = recalledQuestion()

  const subject = ref<Subject>(recalled.subject)
  const tab = ref<WhatIfTab>(recalled.tab)
  /** Of the plan and of free scenarios; a file has its own, see `fileChanges`. */
  const ownKnobs = shallowRef<Knobs>(recalled.knobs)
  const freeHost = shallowRef<FreeHost>(recalled.freeHost)
  /** VMs of a free scenario; a plan has its own number. */
  const freeVms = ref(recalled.freeVms)
  const file = shallowRef<ScenarioOfFile | null>(null)
  /** What is asked otherwise than the file says. */
  const fileChanges = shallowRef<Asked>({})
  const sweepInput = ref(recalled.sweepInput)
  const metric = ref(recalled.metric)
  /** Of runs: seed, load as a share of what each way can do at most (percent; 0 = as asked), and what happens meanwhile. */
  const seed = ref(recalled.seed)
  const loadPercent = ref(recalled.loadPercent)
  const durationMs = ref(recalled.durationMs)
  const events = shallowRef<readonly EventDraft[]>([])
  /** Of the packet path: which packet is followed, by its number in its flow. */
  const packet = ref(FIRST_PACKET)
  /** The flow whose packet it is: what a file asks for, else the first. */
  const followedFlow = computed(() => (subject.value === 'file' ? (file.value?.run.trace?.flow ?? 0) : 0))
  /** The last run: a look at another tab does not lose it. */
  const results = shallowRef<ReadonlyMap<MethodChoice, RunResult>>(new Map())
  const ranWith = shallowRef<RunConditions | null>(null)
  watch(
    [subject, tab, ownKnobs, freeHost, freeVms, sweepInput, metric, seed, loadPercent, durationMs],
    ([subject, tab, knobs, freeHost, freeVms, sweepInput, metric, seed, loadPercent, durationMs]) =>
      rememberQuestion({
        subject,
        tab,
        knobs,
        freeHost,
        freeVms,
        sweepInput,
        metric,
        seed,
        loadPercent,
        durationMs
      })
  )

  const fileLayout = computed(() => (file.value?.scenario.kind === 'layout' ? file.value.scenario : null))
  const ofFile = computed(() => (fileLayout.value === null ? null : knobsOf(fileLayout.value)))
  /** What the fields show; of a file's functions that differ, what the first of them has. */
  const knobs = computed<Knobs>(() =>
    subject.value === 'file' && ofFile.value !== null
      ? { ...ofFile.value.knobs, ...fileChanges.value }
      : ownKnobs.value
  )
  /** Fields for which `knobs` tells only what the first function has. */
  const mixed = computed<ReadonlySet<keyof Asked>>(() =>
    subject.value === 'file' && ofFile.value !== null
      ? new Set([...ofFile.value.mixed].filter((key) => !(key in fileChanges.value)))
      : new Set()
  )
  /** What is laid over the ground, with the number of VMs that this subject has. */
  const effective = computed<Asked>(() => {
    if (subject.value === 'file') return fileChanges.value
    return subject.value === 'free' ? { ...ownKnobs.value, vms: freeVms.value } : ownKnobs.value
  })
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
  /** Inputs of the model that hold for what is asked about: the host's preset, or what the file replaces. */
  const parameters = computed<Partial<Values>>(() => {
    if (subject.value === 'file') return file.value?.parameters ?? {}
    return presets.of(presetHost.value)?.parameters ?? {}
  })
  /** Whose preset it is, where the subject is not a file: null = free scenarios. */
  const presetHost = computed(() => (subject.value === 'plan' ? plans.host : null))
  const presetOwner = computed(() => {
    if (subject.value === 'file') return 'this scenario'
    const host = presetHost.value
    return host === null ? 'free scenarios' : (lab.hostById.get(host)?.name ?? host)
  })

  /** Figures of every way, in the order of the ground. */
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

  const change = (changes: Asked): void => {
    if (subject.value === 'file') fileChanges.value = { ...fileChanges.value, ...changes }
    else ownKnobs.value = { ...ownKnobs.value, ...changes }
  }
  const changeHost = (changes: Partial<FreeHost>): void => {
    freeHost.value = { ...freeHost.value, ...changes }
  }
  const isChanged = computed(() =>
    subject.value === 'file'
      ? Object.keys(fileChanges.value).length > 0
      : JSON.stringify([ownKnobs.value, freeHost.value, freeVms.value]) !==
        JSON.stringify([defaultKnobs, defaultFreeHost, DEFAULT_FREE_VMS])
  )
  /** Asks what the file asks, or what one begins with. Returns how to have the changes back. */
  function startOver(): () => void {
    const before = {
      knobs: ownKnobs.value,
      host: freeHost.value,
      vms: freeVms.value,
      changes: fileChanges.value
    }
    if (subject.value === 'file') fileChanges.value = {}
    else {
      ownKnobs.value = defaultKnobs
      freeHost.value = defaultFreeHost
      freeVms.value = DEFAULT_FREE_VMS
    }
    return () => {
      ownKnobs.value = before.knobs
      freeHost.value = before.host
      freeVms.value = before.vms
      fileChanges.value = before.changes
    }
  }
  /** What a file says about its run goes into the fields of Run; its loads are those of the file, too. */
  function takeRun(run: RunSettings): void {
    if (Object.keys(run).length === 0) return
    seed.value = run.seed ?? seed.value
    if (run.durationNs !== undefined)
      durationMs.value = Math.min(MOST_RUN_MS, Math.max(1, Math.round(run.durationNs / NS_PER_MS)))
    loadPercent.value = 0
    events.value = (run.events ?? []).map(draftOf)
    packet.value = Math.min(MOST_PACKET, run.trace?.packet ?? packet.value)
  }
  /** Asks about a scenario out of a file, as it stands there. Returns how to go back. */
  function askFile(next: ScenarioOfFile, changes: Asked = {}): () => void {
    const before = { subject: subject.value, file: file.value, changes: fileChanges.value }
    const runBefore = {
      seed: seed.value,
      durationMs: durationMs.value,
      loadPercent: loadPercent.value,
      events: events.value,
      packet: packet.value
    }
    file.value = next
    fileChanges.value = changes
    subject.value = 'file'
    takeRun(next.run)
    return () => {
      seed.value = runBefore.seed
      durationMs.value = runBefore.durationMs
      loadPercent.value = runBefore.loadPercent
      events.value = runBefore.events
      packet.value = runBefore.packet
      file.value = before.file
      fileChanges.value = before.changes
      subject.value = before.subject
    }
  }
  /** Takes other inputs of the model for the file that is open. */
  const changeFileParameters = (next: Partial<Values>): void => {
    if (file.value !== null) file.value = { ...file.value, parameters: next }
  }
  /** Asks the question that a published measurement answers. */
  function askLike(published: Published): void {
    subject.value = 'free'
    ownKnobs.value = published.knobs
    freeHost.value = published.host
    freeVms.value = published.knobs.vms ?? 1
  }

  return {
    subject,
    tab,
    knobs,
    mixed,
    freeHost,
    freeVms,
    file,
    sweepInput,
    metric,
    seed,
    loadPercent,
    durationMs,
    events,
    packet,
    followedFlow,
    results,
    ranWith,
    effective,
    ground,
    parameters,
    presetHost,
    presetOwner,
    figures,
    pointReport,
    notes,
    titleOf,
    change,
    changeHost,
    isChanged,
    startOver,
    askFile,
    changeFileParameters,
    askLike
  }
})
